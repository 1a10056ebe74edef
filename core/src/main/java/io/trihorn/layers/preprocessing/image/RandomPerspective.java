package io.trihorn.layers.preprocessing.image;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.Layout;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.image.ImageSampling.FillMode;
import io.trihorn.ops.image.ImageSampling.Interpolation;
import io.trihorn.ops.image.ImageSampling.Rule;
import io.trihorn.ops.image.ImageWarps;

/**
 * Images as seen from elsewhere, each with a probability: their corners are moved at random, in
 * proportion to their coordinates, as in Keras. See {@link ImageLayer}.
 */
public final class RandomPerspective extends RandomImageLayer<RandomPerspective> {
  private static final Factor.Bounds BOUNDS = new Factor.Bounds("factor", 0, 1);

  private Factor factor = BOUNDS.of(1);
  private double scale = 1;
  private Interpolation interpolation = Interpolation.BILINEAR;
  private double fillValue;

  /** With a probability that is itself drawn from 0 to 1. */
  public RandomPerspective() {}

  /** The probability is drawn from 0 to this. */
  public RandomPerspective factor(double value) {
    factor = BOUNDS.of(value);
    return this;
  }

  /** The range that the probability is drawn from. */
  public RandomPerspective factor(double lower, double upper) {
    factor = BOUNDS.of(lower, upper);
    return this;
  }

  /** How far corners move: up to half of this part of their coordinates; by default 1. */
  public RandomPerspective scale(double value) {
    scale = checked(value);
    return this;
  }

  private static double checked(double scale) {
    if (!(scale >= 0 && scale <= 1)) {
      throw new ConfigException("RandomPerspective: scale should be 0 to 1, but is " + scale);
    }
    return scale;
  }

  /** {@code bilinear} (the default) or {@code nearest}. */
  public RandomPerspective interpolation(String name) {
    interpolation = Interpolation.parse(name);
    return this;
  }

  /** The value outside an image; by default 0. */
  public RandomPerspective fillValue(double value) {
    fillValue = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureRandom(config);
    factor = BOUNDS.configure(config, factor);
    scale = checked(config.number("scale", scale));
    interpolation = WarpLayer.configureInterpolation(config, interpolation);
    fillValue = config.number("fill_value", fillValue);
  }

  @Override
  Transformation draw(Draws given, long height, long width) {
    Draws draws = new Draws(given.keys(), given.batch(), DataType.FLOAT32);
    Tensor applied = draws.chance(factor);
    Tensor moved = draws.uniform(-0.5 * scale, 0.5 * scale, draws.batch(), 4, 2);
    float x = width - 1;
    float y = height - 1;
    TensorData corners = TensorData.of(new float[] {0, 0, x, 0, 0, y, x, y}, 1, 4, 2);
    Tensor still = moved.constant(corners);
    Tensor start = Shapes.broadcastTo(still, draws.batch(), 4, 2);
    Tensor end = Ops.add(still, Ops.multiply(still, moved));
    return Transformation.ofPlaces(
        images -> warped(images, applied, start, end, interpolation),
        masks -> warped(masks, applied, start, end, Interpolation.NEAREST));
  }

  private Tensor warped(
      Tensor images, Tensor applied, Tensor start, Tensor end, Interpolation how) {
    Rule rule = new Rule(how, FillMode.CONSTANT, fillValue);
    Tensor seen = ImageWarps.perspectiveTransform(images, start, end, rule, Layout.CHANNELS_LAST);
    return Ops.where(applied, seen, images);
  }
}
