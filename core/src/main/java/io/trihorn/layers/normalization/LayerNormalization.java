package io.trihorn.layers.normalization;

import io.trihorn.composites.LayerNormalize;
import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Standardize;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Normalization of each example over some axes (Ba et al., 2016): {@code gamma * (x - mean) /
 * sqrt(variance + epsilon) + beta}.
 *
 * <p>Input and output {@code (batch, ...)}. Weights with the extents of the normalized axes: {@code
 * gamma}, {@code beta}.
 */
public final class LayerNormalization extends ScaledNormalization<LayerNormalization> {
  private List<Integer> axes = List.of(-1);
  private boolean rmsScaling;

  /** A layer over the last axis. */
  public LayerNormalization() {}

  /** The normalized axes; by default the last. */
  public LayerNormalization axis(int... values) {
    axes = Arrays.stream(values).boxed().toList();
    return this;
  }

  /**
   * Whether the mean is left in and there is no offset: {@code gamma * x / sqrt(variance +
   * epsilon)}. Keras calls this mode deprecated, as it divides by the variance's root and not by
   * that of the mean square; see {@link RMSNormalization}.
   */
  public LayerNormalization rmsScaling(boolean value) {
    rmsScaling = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    axes = config.present("axis", config.integers("axis", axes));
    configureAffine(config);
    rmsScaling = config.bool("rms_scaling", rmsScaling);
  }

  @Override
  boolean hasFactor() {
    return scales() || rmsScaling;
  }

  @Override
  boolean hasOffset() {
    return centers() && !rmsScaling;
  }

  @Override
  int[] weightAxes(int rank) {
    return NormalizedAxes.positive(axes, rank);
  }

  @Override
  Tensor normalize(Tensor x, double epsilon) {
    int[] over = weightAxes(x.rank());
    return rmsScaling
        ? Ops.multiply(x, Ops.rsqrt(Ops.add(Ops.varianceKeep(x, over), epsilon)))
        : Standardize.apply(x, epsilon, true, over);
  }

  @Override
  Tensor whole(Tensor x, Tensor gamma, Tensor beta, double epsilon) {
    int[] over = weightAxes(x.rank());
    int first = x.rank() - over.length;
    boolean trailing = IntStream.range(0, over.length).allMatch(i -> over[i] == first + i);
    return trailing && !rmsScaling
        ? new LayerNormalize(over.length, epsilon).applyOne(x, gamma, beta)
        : null;
  }
}
