package io.trihorn.layers.preprocessing.image;

import io.trihorn.graph.Layout;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.image.ImageColors;

/** Images drawn towards gray: by 0 they stay, by 1 they are gray. See {@link ImageLayer}. */
public final class RandomColorDegeneration extends FactorLayer<RandomColorDegeneration> {
  /** One number means the range from minus to plus it, as in Keras. */
  public RandomColorDegeneration(double factor) {
    super(-1, 1, factor);
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    Tensor part = draws.pixels(factor());
    return Transformation.ofColours(
        x -> {
          Tensor gray = ImageColors.rgbToGrayscale(x, Layout.CHANNELS_LAST);
          return range().clip(Ops.add(x, Ops.multiply(Ops.subtract(gray, x), part)));
        });
  }
}
