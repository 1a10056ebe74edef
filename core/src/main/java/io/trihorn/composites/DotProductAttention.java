package io.trihorn.composites;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Fusion;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;

/**
 * {@code (query, key, value[, mask]) -> softmax(factor * query . key) . value} in each head,
 * without dropout.
 *
 * <p>{@code query (batch, ..., heads, width)}, {@code key} and {@code value (batch, ..., key heads,
 * width)}, where heads are a multiple of key heads; the axes between are positions that are
 * attended over, or further batch axes. The mask, true where attention may go, is broadcast to
 * {@code (batch..., heads, query positions..., key positions...)}. The result has the query's axes.
 *
 * @param positionAxes the axes attended over, in order
 * @param factor what scales the scores
 */
public record DotProductAttention(List<Integer> positionAxes, double factor) implements Fusion {
  /** Copies the list. */
  public DotProductAttention {
    positionAxes = List.copyOf(positionAxes);
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    Tensor query = in.get(0);
    HeadProducts products = new HeadProducts(query.rank(), positionAxes);
    // The factor is on the query, which has fewer elements than the scores.
    Tensor scores = products.scores(Ops.multiply(query, factor), in.get(1));
    Tensor masked = masked(scores, in.size() > 3 ? in.get(3) : null);
    Tensor probabilities = Nn.softmax(products.flat(masked), -1);
    return List.of(products.combine(probabilities, query, in.get(2)));
  }

  /** Scores with those of masked positions so low that softmax gives them 0; null masks none. */
  public static Tensor masked(Tensor scores, Tensor mask) {
    double low = scores.dtype() == DataType.FLOAT16 ? -3e4 : -1e9;
    return mask == null ? scores : Ops.where(mask, scores, low);
  }
}
