package io.trihorn.ops;

import io.trihorn.graph.Composite;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * {@code (gradient, x, scale, mean, variance) -> (x's gradient, scale's, offset's)}: the gradients
 * of {@link BatchNormalize}, given that of its {@code y} and the statistics that it took. The
 * gradient is of the type of {@code x}, all others are {@code (channels)}.
 *
 * @param axis the channel axis, not negative
 * @param epsilon added to the variance
 */
public record BatchNormalizeGradient(int axis, double epsilon) implements Fusion {
  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    TensorType x = inputs.get(0);
    TensorType channels = TensorType.of(x.dtype(), x.dim(axis));
    if (!inputs.equals(List.of(x, x, channels, channels, channels))) {
      throw new ShapeException(
          "batch_normalize_gradient over axis "
              + axis
              + " needs a gradient and x of one type and three "
              + channels
              + ", got "
              + inputs);
    }
    return List.of(x, channels, channels);
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    Tensor gy = in.get(0);
    Tensor x = in.get(1);
    int[] others = IntStream.range(0, x.rank()).filter(i -> i != axis).toArray();
    double count = (double) x.size() / x.dim(axis);
    Tensor inverse = Ops.rsqrt(Ops.add(in.get(4), epsilon));
    Tensor centered = Ops.subtract(x, spread(in.get(3), x));
    Tensor offset = Ops.sum(gy, others);
    Tensor scale = Ops.multiply(Ops.sum(Ops.multiply(gy, centered), others), inverse);
    Tensor slope = Ops.divide(Ops.multiply(scale, inverse), count);
    Tensor inner =
        Ops.subtract(
            Ops.subtract(gy, spread(Ops.divide(offset, count), x)),
            Ops.multiply(centered, spread(slope, x)));
    Tensor gx = Ops.multiply(inner, spread(Ops.multiply(in.get(2), inverse), x));
    return List.of(gx, scale, offset);
  }

  @Override
  public Optional<Composite> permuted(List<Integer> permutation) {
    return Optional.of(new BatchNormalizeGradient(permutation.indexOf(axis), epsilon));
  }

  private Tensor spread(Tensor channels, Tensor x) {
    return Nn.alongAxis(channels, axis, x.rank());
  }
}
