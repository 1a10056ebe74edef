package io.trihorn.backend.onnx.imports;

import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** Operators of ONNX Runtime's own domain that exported models often have. */
final class ContribOperators {
  private static final String DOMAIN = "com.microsoft.";

  private ContribOperators() {}

  static void addTo(Operators.Builder table) {
    table.one(DOMAIN + "Gelu", c -> ActivationOperators.gelu(c.in(0), false));
    table.one(DOMAIN + "FastGelu", c -> ActivationOperators.gelu(biased(c), true));
    table.one(DOMAIN + "BiasGelu", c -> ActivationOperators.gelu(biased(c), false));
    table.one(DOMAIN + "QuickGelu", ContribOperators::quickGelu);
    table.one(DOMAIN + "FusedMatMul", ContribOperators::fusedMatMul);
  }

  private static Tensor biased(OpCall call) {
    return call.has(1) ? Ops.add(call.in(0), call.in(1)) : call.in(0);
  }

  private static Tensor quickGelu(OpCall call) {
    Tensor x = call.in(0);
    return Ops.multiply(x, Nn.sigmoid(Ops.multiply(x, call.real("alpha", 1.702))));
  }

  private static Tensor fusedMatMul(OpCall call) {
    if (call.flag("transBatchA", false) || call.flag("transBatchB", false)) {
      throw call.unsupported("transBatchA or transBatchB");
    }
    Tensor y =
        Nn.matmul(call.in(0), call.in(1), call.flag("transA", false), call.flag("transB", false));
    return Ops.multiply(y, call.real("alpha", 1));
  }
}
