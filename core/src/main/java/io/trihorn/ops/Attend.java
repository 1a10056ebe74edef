package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;

/** Attention by products, under the name of {@code keras.ops}. */
public final class Attend {
  private Attend() {}

  /**
   * {@code softmax(query . key * scale + bias) . value}.
   *
   * @param query {@code (batch, targets, heads, width)}
   * @param key {@code (batch, sources, keyHeads, width)}, where heads are a multiple of keyHeads
   * @param value like key
   * @param bias broadcast to {@code (batch, heads, targets, sources)}, or null
   * @param mask booleans broadcast to it, true where attention may go; or null
   * @param scale null for {@code 1 / sqrt(width)}
   * @param causal whether a target sees no later source
   */
  public static Tensor dotProductAttention(
      Tensor query,
      Tensor key,
      Tensor value,
      Tensor bias,
      Tensor mask,
      Double scale,
      boolean causal) {
    double factor = scale == null ? 1 / Math.sqrt(query.dim(-1)) : scale;
    int share = Math.toIntExact(query.dim(2) / key.dim(2));
    Tensor q = Shapes.transpose(Ops.multiply(query, factor), 0, 2, 1, 3);
    Tensor k = Shapes.transpose(shared(key, share), 0, 2, 1, 3);
    Tensor v = Shapes.transpose(shared(value, share), 0, 2, 1, 3);
    Tensor scores = Nn.matmul(q, k, false, true);
    scores = bias == null ? scores : Ops.add(scores, bias);
    double low = -0.7 * DTypes.largest(scores.dtype());
    if (mask != null) {
      scores = Ops.where(mask, scores, low);
    }
    if (causal) {
      Tensor seen = Creation.tri(q, q.dim(2), k.dim(2), 0, DataType.BOOLEAN);
      scores = Ops.where(seen, scores, low);
    }
    return Shapes.transpose(Nn.matmul(Nn.softmax(scores, -1), v), 0, 2, 1, 3);
  }

  private static Tensor shared(Tensor x, int times) {
    return times == 1 ? x : Shapes.repeat(x, times, 2);
  }
}
