package io.trihorn.ops;

import io.trihorn.graph.Composite;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * {@code (x, scale, offset) -> (y, mean, variance)}: normalization by the statistics of the batch,
 * {@code y = scale * (x - mean) / sqrt(variance + epsilon) + offset}, where mean and (biased)
 * variance {@code (channels)} are taken over all axes of {@code x} but one; {@code scale} and
 * {@code offset} are {@code (channels)} too.
 *
 * @param axis the channel axis, not negative
 * @param epsilon added to the variance
 */
public record BatchNormalize(int axis, double epsilon) implements Fusion {
  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    TensorType x = inputs.get(0);
    TensorType channels = TensorType.of(x.dtype(), x.dim(axis));
    if (!inputs.equals(List.of(x, channels, channels))) {
      throw new ShapeException(
          "batch_normalize over axis " + axis + " needs x and two " + channels + ", got " + inputs);
    }
    return List.of(x, channels, channels);
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    Tensor x = in.get(0);
    int[] others = IntStream.range(0, x.rank()).filter(i -> i != axis).toArray();
    Tensor mean = Ops.mean(x, others);
    Tensor centered = Ops.subtract(x, spread(mean, x));
    Tensor variance = Ops.mean(Ops.square(centered), others);
    Tensor factor = Ops.multiply(in.get(1), Ops.rsqrt(Ops.add(variance, epsilon)));
    Tensor y = Ops.add(Ops.multiply(centered, spread(factor, x)), spread(in.get(2), x));
    return List.of(y, mean, variance);
  }

  @Override
  public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
    if (g.get(0) == null || g.get(1) != null || g.get(2) != null) {
      return Optional.empty();
    }
    return Optional.of(
        new BatchNormalizeGradient(axis, epsilon)
            .apply(g.get(0), in.get(0), in.get(1), out.get(1), out.get(2)));
  }

  @Override
  public Optional<Composite> permuted(List<Integer> permutation) {
    return Optional.of(new BatchNormalize(permutation.indexOf(axis), epsilon));
  }

  private Tensor spread(Tensor channels, Tensor x) {
    return Nn.alongAxis(channels, axis, x.rank());
  }
}
