package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.composites.DotProductAttention;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;

/** Heads side by side, and attention of heads, as all of the operators of attention have them. */
final class HeadScores {
  private HeadScores() {}

  /** {@code (batch, length, heads * width)} as {@code (batch, heads, length, width)}. */
  static Tensor apart(Tensor x, long heads) {
    Tensor parts = Shapes.reshape(x, x.dim(0), x.dim(1), heads, x.dim(2) / heads);
    return Shapes.transpose(parts, 0, 2, 1, 3);
  }

  /** {@code (batch, heads, length, width)} as {@code (batch, length, heads * width)}. */
  static Tensor together(Tensor x) {
    Tensor turned = Shapes.transpose(x, 0, 2, 1, 3);
    return Shapes.reshape(turned, x.dim(0), x.dim(2), x.dim(1) * x.dim(3));
  }

  /**
   * {@code softmax(scale * query . key) . value} of operands {@code (batch, heads, length, width)},
   * where keys and values may have fewer heads: the composite that backends may have whole.
   *
   * @param mask true where attention may go, which is somewhere for each query; null for everywhere
   */
  static Tensor attended(Tensor query, Tensor key, Tensor value, Tensor mask, double scale) {
    Tensor q = Shapes.transpose(query, 0, 2, 1, 3);
    Tensor k = Shapes.transpose(key, 0, 2, 1, 3);
    Tensor v = Shapes.transpose(value, 0, 2, 1, 3);
    DotProductAttention whole = new DotProductAttention(List.of(1), scale);
    Tensor y = mask == null ? whole.applyOne(q, k, v) : whole.applyOne(q, k, v, mask);
    return Shapes.transpose(y, 0, 2, 1, 3);
  }

  /** The same with numbers added to the scores. */
  static Tensor biased(Tensor query, Tensor key, Tensor value, Tensor added, double scale) {
    Tensor scores = Nn.matmul(Ops.multiply(query, scale), key, false, true);
    return Nn.matmul(Nn.softmax(Ops.add(scores, added), -1), value);
  }

  /**
   * Where a source is not later than a target.
   *
   * @param before sources of the past, which come first
   */
  static TensorData past(long targets, long sources, long before) {
    TensorData seen = TensorData.zeros(TensorType.of(DataType.BOOLEAN, targets, sources));
    for (long t = 0; t < targets; t++) {
      for (long s = 0; s < sources; s++) {
        seen.setLong(t * sources + s, s <= t + before ? 1 : 0);
      }
    }
    return seen;
  }
}
