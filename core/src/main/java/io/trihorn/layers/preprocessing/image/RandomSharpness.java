package io.trihorn.layers.preprocessing.image;

import io.trihorn.graph.Layout;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Windows;
import io.trihorn.ops.image.ImageFilters;

/**
 * Images sharper or smoother: at 0 they are smoothed by a window of 3 x 3, at 0.5 they stay, at 1
 * they are sharper by as much. See {@link ImageLayer}.
 */
public final class RandomSharpness extends FactorLayer<RandomSharpness> {
  private static final double[] SMOOTH = {
    1 / 13.0, 1 / 13.0, 1 / 13.0, 1 / 13.0, 5 / 13.0, 1 / 13.0, 1 / 13.0, 1 / 13.0, 1 / 13.0
  };

  /** From 0 to so much, at most 1. */
  public RandomSharpness(double factor) {
    super(0, 1, factor);
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    Tensor part = Ops.subtract(1, Ops.multiply(draws.pixels(factor()), 2));
    return Transformation.ofColours(
        x -> {
          Tensor kernel = x.constant(TensorData.of(SMOOTH, 3, 3).cast(x.dtype()));
          Tensor smooth =
              ImageFilters.eachChannel(
                  "RandomSharpness", x, kernel, Windows.Padding.SAME, Layout.CHANNELS_LAST);
          return range().clip(Ops.add(x, Ops.multiply(Ops.subtract(smooth, x), part)));
        });
  }
}
