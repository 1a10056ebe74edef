package io.trihorn.layers.normalization;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.graph.ShapeException;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Standardize;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Normalization of groups of channels of each example over all other axes (Wu and He, 2018): {@code
 * gamma * (x - mean) / sqrt(variance + epsilon) + beta}. One group is layer normalization over all
 * axes, as many groups as channels is instance normalization.
 *
 * <p>Input and output {@code (batch, ..., channels)}. Weights of extent {@code (channels)}: {@code
 * gamma}, {@code beta}.
 */
public final class GroupNormalization extends ScaledNormalization<GroupNormalization> {
  private int groups = 32;
  private int axis = -1;

  /** A layer with 32 groups. */
  public GroupNormalization() {}

  /** The number of groups, a divisor of the channels; -1 for one for each channel. */
  public GroupNormalization groups(int value) {
    groups = value;
    return this;
  }

  /** The channel axis; by default the last. */
  public GroupNormalization axis(int value) {
    axis = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    groups = config.integer("groups", groups);
    axis = config.integer("axis", axis);
    configureAffine(config);
  }

  @Override
  protected void build(List<Shape> inputs) {
    Shape input = inputs.get(0);
    int channelAxis = weightAxes(input.dimension())[0];
    long channels = input.get(channelAxis);
    if (groups == -1) {
      groups = Math.toIntExact(channels);
    }
    if (channelAxis == 0 || groups < 1 || channels % groups != 0) {
      throw new ShapeException(
          groups
              + " groups do not divide the "
              + channels
              + " channels of axis "
              + axis
              + " of the shape "
              + input
              + "; use a divisor");
    }
    super.build(inputs);
  }

  @Override
  int[] weightAxes(int rank) {
    return NormalizedAxes.positive(List.of(axis), rank);
  }

  @Override
  Tensor normalize(Tensor x, double epsilon) {
    int channelAxis = weightAxes(x.rank())[0];
    long[] dims = x.type().dims();
    long[] grouped = new long[dims.length + 1];
    System.arraycopy(dims, 0, grouped, 0, channelAxis);
    grouped[channelAxis] = groups;
    grouped[channelAxis + 1] = dims[channelAxis] / groups;
    System.arraycopy(
        dims, channelAxis + 1, grouped, channelAxis + 2, dims.length - channelAxis - 1);
    int[] within = IntStream.range(1, grouped.length).filter(i -> i != channelAxis).toArray();
    Tensor y = Standardize.apply(Shapes.reshape(x, grouped), epsilon, true, within);
    return Shapes.reshape(y, dims);
  }
}
