package io.trihorn.layers.preprocessing.image;

import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.graph.Layout;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.image.ImageSampling.FillMode;
import io.trihorn.ops.image.ImageSampling.Interpolation;
import io.trihorn.ops.image.ImageSampling.Rule;
import io.trihorn.ops.image.ImageWarps;

/**
 * Images distorted by smooth random shifts, each with a probability: see {@link
 * ImageWarps#elasticTransform}. With a distortion s drawn for the batch, alpha is a tenth of the
 * longer side and sigma a twentieth of the shorter one, times s. See {@link ImageLayer}.
 */
public final class RandomElasticTransform extends ColourLayer<RandomElasticTransform> {
  private static final Factor.Bounds FACTOR = new Factor.Bounds("factor", 0, 1);
  private static final Factor.Bounds SCALE = new Factor.Bounds("scale", 0, 1);

  private Factor factor = FACTOR.of(1);
  private Factor scale = SCALE.of(1);
  private Interpolation interpolation = Interpolation.BILINEAR;
  private FillMode fillMode = FillMode.REFLECT;
  private double fillValue;

  /** With a probability that is itself drawn from 0 to 1. */
  public RandomElasticTransform() {}

  /** The range that the probability is drawn from. */
  public RandomElasticTransform factor(double lower, double upper) {
    factor = FACTOR.of(lower, upper);
    return this;
  }

  /** The range that the distortion is drawn from; by default from 0 to 1. */
  public RandomElasticTransform scale(double lower, double upper) {
    scale = SCALE.of(lower, upper);
    return this;
  }

  /** {@code bilinear} (the default) or {@code nearest}. */
  public RandomElasticTransform interpolation(String name) {
    interpolation = Interpolation.parse(name);
    return this;
  }

  /** {@code reflect} (the default), {@code wrap}, {@code constant}, {@code nearest}, mirror. */
  public RandomElasticTransform fillMode(String name) {
    fillMode = FillMode.parse(name);
    return this;
  }

  /** The value outside, for fill mode {@code constant}; by default 0. */
  public RandomElasticTransform fillValue(double value) {
    fillValue = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureColours(config);
    factor = FACTOR.configure(config, factor);
    scale = SCALE.configure(config, scale);
    interpolation = WarpLayer.configureInterpolation(config, interpolation);
    fillMode =
        config.value(
            "fill_mode",
            fillMode,
            m -> new JsonPrimitive(m.keras()),
            e -> FillMode.parse(e.getAsString()));
    fillValue = config.number("fill_value", fillValue);
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    if (scale.isZero() || factor.isZero()) {
      return Transformation.ofColours(x -> x);
    }
    Tensor applied = draws.chance(factor);
    Tensor distortion = draws.uniform(scale.lower(), scale.upper());
    Tensor key = draws.key();
    Tensor alpha = Ops.multiply(distortion, 0.1 * Math.max(height, width));
    double widest = 0.05 * Math.min(height, width);
    // The kernel has the extent of the largest distortion, as extents are fixed in a graph.
    int extent = (int) (6 * widest * scale.upper()) | 1;
    Tensor sigma = Ops.maximum(Ops.multiply(distortion, widest), 1e-3);
    return Transformation.ofPlaces(
        x -> {
          Rule rule = new Rule(interpolation, fillMode, fillValue);
          Tensor moved =
              ImageWarps.elasticTransform(x, key, alpha, sigma, extent, rule, Layout.CHANNELS_LAST);
          return range().clip(Ops.where(applied, moved, x));
        },
        m -> {
          Rule rule = new Rule(Interpolation.NEAREST, fillMode, fillValue);
          Tensor moved =
              ImageWarps.elasticTransform(m, key, alpha, sigma, extent, rule, Layout.CHANNELS_LAST);
          return Ops.where(applied, moved, m);
        });
  }
}
