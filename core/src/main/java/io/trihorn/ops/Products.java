package io.trihorn.ops;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.ShapeRules;
import java.util.ArrayList;
import java.util.List;

/** Matrix products with leading axes of any kind, brought to the primitive's equal ones. */
final class Products {
  private Products() {}

  static Tensor matmul(Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
    if (a.rank() == 0 || b.rank() == 0) {
      throw new ShapeException(
          "matmul: operands need at least one axis: " + a.type() + ", " + b.type());
    }
    if (a.rank() == 1) {
      return Shapes.squeeze(matmul(Shapes.expandDims(a, 0), b, false, transposeB), -2);
    }
    if (b.rank() == 1) {
      return Shapes.squeeze(matmul(a, Shapes.expandDims(b, 1), transposeA, false), -1);
    }
    if (b.rank() == 2 && a.rank() > 2 && !transposeA) {
      return flattened(a, b, transposeB);
    }
    Shape lead =
        ShapeRules.broadcastShape(
            a.shape().slice(0, a.rank() - 2), b.shape().slice(0, b.rank() - 2));
    if (lead == null) {
      throw new ShapeException(
          "matmul: leading axes of " + a.type() + " and " + b.type() + " do not broadcast");
    }
    return primitive(widen(a, lead), widen(b, lead), transposeA, transposeB);
  }

  private static Tensor primitive(Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
    return a.with(a.primitives().matmul(a.value(), b.value(), transposeA, transposeB));
  }

  /** One large product instead of many small ones where the right operand is a plain matrix. */
  private static Tensor flattened(Tensor a, Tensor b, boolean transposeB) {
    long inner = a.dim(-1);
    long[] dims = a.type().dims();
    dims[dims.length - 1] = b.dim(transposeB ? 0 : 1);
    long rows = inner == 0 ? 0 : a.size() / inner;
    return Shapes.reshape(primitive(Shapes.reshape(a, rows, inner), b, false, transposeB), dims);
  }

  private static Tensor widen(Tensor x, Shape lead) {
    List<Long> dims = new ArrayList<>();
    for (long d : lead.getShape()) {
      dims.add(d);
    }
    dims.add(x.dim(-2));
    dims.add(x.dim(-1));
    return x.with(x.primitives().broadcast(x.value(), new Shape(dims)));
  }
}
