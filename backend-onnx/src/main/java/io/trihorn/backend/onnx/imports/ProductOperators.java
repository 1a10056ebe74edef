package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** Matrix products. Those of integers are computed in float64. */
final class ProductOperators {
  private ProductOperators() {}

  static void addTo(Operators.Builder table) {
    table.one("MatMul", call -> product(call.in(0), call.in(1), false, false));
    table.one("Gemm", ProductOperators::gemm);
    table.one("Einsum", EinsumOperator::apply);
  }

  private static Tensor product(Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
    if (a.dtype().isFloating()) {
      return Nn.matmul(a, b, transposeA, transposeB);
    }
    Tensor wide =
        Nn.matmul(
            Ops.cast(a, DataType.FLOAT64), Ops.cast(b, DataType.FLOAT64), transposeA, transposeB);
    return Ops.cast(Ops.round(wide), a.dtype());
  }

  private static Tensor gemm(OpCall call) {
    Tensor y =
        product(call.in(0), call.in(1), call.flag("transA", false), call.flag("transB", false));
    Tensor scaled = scale(y, call.real("alpha", 1));
    double beta = call.real("beta", 1);
    return call.has(2) && beta != 0 ? Ops.add(scaled, scale(call.in(2), beta)) : scaled;
  }

  private static Tensor scale(Tensor x, double factor) {
    return factor == 1 ? x : Values.inFloats(x, f -> Ops.multiply(f, factor));
  }
}
