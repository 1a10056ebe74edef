package io.trihorn.layers.normalization;

import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.ops.Standardize;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Normalization of each example over some axes (Ba et al., 2016): {@code gamma * (x - mean) /
 * sqrt(variance + epsilon) + beta}.
 *
 * <p>Input and output {@code (batch, ...)}. Weights with the extents of the normalized axes: {@code
 * gamma}, {@code beta}.
 */
public final class LayerNormalization extends ScaledNormalization<LayerNormalization> {
  private List<Integer> axes = List.of(-1);

  /** A layer over the last axis. */
  public LayerNormalization() {}

  /** The normalized axes; by default the last. */
  public LayerNormalization axis(int... values) {
    axes = Arrays.stream(values).boxed().toList();
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    axes = config.integers("axis", axes);
    configureAffine(config);
    // A deprecated mode of Keras 3: RMSNormalization has taken its place.
    if (config.reading() && config.bool("rms_scaling", false)) {
      throw new ConfigException(
          "LayerNormalization: rms_scaling=true is not supported; use RMSNormalization");
    }
    config.constant("rms_scaling", new JsonPrimitive(false));
  }

  @Override
  int[] weightAxes(int rank) {
    return NormalizedAxes.positive(axes, rank);
  }

  @Override
  Tensor normalize(Tensor x, double epsilon) {
    return Standardize.apply(x, epsilon, true, weightAxes(x.rank()));
  }
}
