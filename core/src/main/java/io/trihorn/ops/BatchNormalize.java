package io.trihorn.ops;

import io.trihorn.graph.Composite;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorType;
import java.util.Arrays;
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
    int[] others = others(x);
    Tensor mean = Ops.mean(x, others);
    Tensor centered = Ops.subtract(x, spread(mean, x));
    Tensor variance = Ops.mean(Ops.square(centered), others);
    Tensor factor = Ops.multiply(in.get(1), inverseDeviation(variance));
    Tensor y = Ops.add(Ops.multiply(centered, spread(factor, x)), spread(in.get(2), x));
    return List.of(y, mean, variance);
  }

  @Override
  public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
    if (g.get(0) == null || g.get(1) != null || g.get(2) != null) {
      return Optional.empty();
    }
    Tensor x = in.get(0);
    Tensor gy = g.get(0);
    int[] others = others(x);
    double count = (double) x.size() / x.dim(axis);
    Tensor inverse = inverseDeviation(out.get(2));
    Tensor centered = Ops.subtract(x, spread(out.get(1), x));
    Tensor offset = Ops.sum(gy, others);
    Tensor scale = Ops.multiply(Ops.sum(Ops.multiply(gy, centered), others), inverse);
    Tensor slope = Ops.divide(Ops.multiply(scale, inverse), count);
    Tensor inner =
        Ops.subtract(
            Ops.subtract(gy, spread(Ops.divide(offset, count), x)),
            Ops.multiply(centered, spread(slope, x)));
    Tensor gx = Ops.multiply(inner, spread(Ops.multiply(in.get(1), inverse), x));
    return Optional.of(Arrays.asList(gx, scale, offset));
  }

  @Override
  public Optional<Composite> permuted(List<Integer> permutation) {
    return Optional.of(new BatchNormalize(permutation.indexOf(axis), epsilon));
  }

  private Tensor inverseDeviation(Tensor variance) {
    return Ops.rsqrt(Ops.add(variance, epsilon));
  }

  private int[] others(Tensor x) {
    return IntStream.range(0, x.rank()).filter(i -> i != axis).toArray();
  }

  private Tensor spread(Tensor channels, Tensor x) {
    return Nn.alongAxis(channels, axis, x.rank());
  }
}
