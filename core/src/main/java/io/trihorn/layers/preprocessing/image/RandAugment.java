package io.trihorn.layers.preprocessing.image;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.ops.Distributions;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.image.ImageSampling.Interpolation;

/**
 * Images changed by some of eleven augmentations, chosen at random for the batch (Cubuk et al.,
 * 2019): shear, translation, rotation, brightness, colour degeneration, contrast, sharpness,
 * posterization, solarization, automatic contrast and equalization. See {@link ImageLayer}.
 */
public final class RandAugment extends ColourLayer<RandAugment> {
  private static final Factor.Bounds BOUNDS = new Factor.Bounds("factor", 0, 1);

  private int numOps = 2;
  private Factor factor = BOUNDS.of(0.5);
  private Interpolation interpolation = Interpolation.BILINEAR;

  /** Two augmentations of strengths up to 0.5. */
  public RandAugment() {}

  /** How many are applied, one after the other; by default 2. */
  public RandAugment numOps(int value) {
    numOps = value;
    return this;
  }

  /** Their strength, from 0 to this; by default 0.5. */
  public RandAugment factor(double value) {
    factor = BOUNDS.of(value);
    return this;
  }

  /** The range of their strength. */
  public RandAugment factor(double lower, double upper) {
    factor = BOUNDS.of(lower, upper);
    return this;
  }

  /** {@code bilinear} (the default) or {@code nearest}. */
  public RandAugment interpolation(String name) {
    interpolation = Interpolation.parse(name);
    return this;
  }

  @Override
  public void configure(Config config) {
    configureColours(config);
    numOps = config.integer("num_ops", numOps);
    factor = BOUNDS.configure(config, factor);
    interpolation = WarpLayer.configureInterpolation(config, interpolation);
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    Augmentations known = new Augmentations(factor, range(), interpolation, true);
    Tensor choices = Distributions.randint(draws.key(), 0, known.count(), DataType.INT32, numOps);
    Augmentations.Drawn all = known.draw(draws, height, width);
    return Transformation.ofPlaces(
        x -> {
          Tensor y = x;
          for (int i = 0; i < numOps; i++) {
            y = known.images(y, Shapes.index(choices, 0, i), all);
          }
          return y;
        },
        m -> {
          Tensor y = m;
          for (int i = 0; i < numOps; i++) {
            y = known.masks(y, Shapes.index(choices, 0, i), all);
          }
          return y;
        });
  }
}
