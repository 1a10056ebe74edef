package io.trihorn.metrics;

import io.trihorn.losses.Ranks;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.stream.IntStream;

/**
 * One value and one weight for each sample of a batch, from values and weights of any shape.
 *
 * @param values {@code (batch)}, or a scalar; times the weights
 * @param weights {@code (batch)}, or null
 */
record Samples(Tensor values, Tensor weights) {
  /** Brings axes beyond the batch together, for example by their mean. */
  interface Reduction {
    Tensor apply(Tensor x, int... axes);
  }

  /** As Keras does it: values lose the axes that weights do not have before they are weighted. */
  static Samples of(Tensor given, Tensor sampleWeight, Reduction reduction) {
    if (sampleWeight == null) {
      return new Samples(perSample(given, reduction), null);
    }
    Tensor[] pair = Ranks.align(Ops.cast(sampleWeight, given.dtype()), given);
    Tensor weights = pair[0];
    Tensor values = pair[1];
    if (values.rank() > weights.rank()) {
      values = reduction.apply(values, axes(weights.rank(), values.rank()));
    }
    weights = Shapes.broadcastTo(weights, values.type().dims());
    values = Ops.multiply(values, weights);
    return new Samples(perSample(values, reduction), perSample(weights, reduction));
  }

  private static Tensor perSample(Tensor x, Reduction reduction) {
    return x.rank() > 1 ? reduction.apply(x, axes(1, x.rank())) : x;
  }

  private static int[] axes(int from, int to) {
    return IntStream.range(from, to).toArray();
  }
}
