package io.trihorn.layers.preprocessing.image;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.Layout;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.image.ImageColors;

/** Images made gray with a probability, each on its own. See {@link ImageLayer}. */
public final class RandomGrayscale extends RandomImageLayer<RandomGrayscale> {
  private double factor;

  /** With this probability; 0.5 in Keras by default. */
  public RandomGrayscale(double factor) {
    this.factor = checked(factor);
  }

  private static double checked(double factor) {
    if (!(factor >= 0 && factor <= 1)) {
      throw new ConfigException("RandomGrayscale: factor should be 0 to 1, but is " + factor);
    }
    return factor;
  }

  @Override
  public void configure(Config config) {
    configureRandom(config);
    factor = checked(config.number("factor", factor));
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    Tensor gray = Draws.pixels(Ops.less(draws.each(0, 1), factor));
    return Transformation.ofColours(
        x -> Ops.where(gray, ImageColors.rgbToGrayscale(x, Layout.CHANNELS_LAST), x));
  }
}
