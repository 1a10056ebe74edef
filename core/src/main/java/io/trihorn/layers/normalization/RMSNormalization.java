package io.trihorn.layers.normalization;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Standardize;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.Arrays;
import java.util.List;

/**
 * Division by the root of the mean square over some axes of each example (Zhang and Sennrich,
 * 2019): {@code scale * x / sqrt(mean(x^2) + epsilon)}. It computes in float32 at least.
 *
 * <p>Input and output {@code (batch, ...)}. Weight with the extents of the normalized axes: {@code
 * scale}. As in Keras, it multiplies along the last axes, also where others are normalized; those
 * must have the same extents then.
 */
public final class RMSNormalization extends FluentLayer<RMSNormalization> {
  private List<Integer> axes = List.of(-1);
  private double epsilon = 1e-6;
  private Weight scale;

  /** A layer over the last axis. */
  public RMSNormalization() {}

  /** The normalized axes; by default the last. */
  public RMSNormalization axis(int... values) {
    axes = Arrays.stream(values).boxed().toList();
    return this;
  }

  /** Added to the mean square; by default 1e-6. */
  public RMSNormalization epsilon(double value) {
    epsilon = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    axes = config.present("axis", config.integers("axis", axes));
    epsilon = config.number("epsilon", epsilon);
  }

  @Override
  protected void build(List<Shape> inputs) {
    Shape input = inputs.get(0);
    int[] positive = NormalizedAxes.positive(axes, input.dimension());
    scale = addWeight("scale", NormalizedAxes.shape(input, positive), Initializers.ones());
  }

  @Override
  protected Tensor call(Tensor input, Call call) {
    Tensor x = NormalizedAxes.wide(input);
    int[] positive = NormalizedAxes.positive(axes, x.rank());
    Tensor factor = Ops.cast(call.readStored(scale), x.dtype());
    Tensor y = Ops.multiply(Standardize.apply(x, epsilon, false, positive), factor);
    return Ops.cast(y, input.dtype());
  }
}
