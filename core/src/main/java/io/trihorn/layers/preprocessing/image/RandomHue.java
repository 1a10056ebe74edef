package io.trihorn.layers.preprocessing.image;

import io.trihorn.graph.Layout;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.image.ImageColors;
import java.util.List;

/**
 * Images whose hues are turned, by up to half a turn times the factor, either way. See {@link
 * ImageLayer}.
 */
public final class RandomHue extends FactorLayer<RandomHue> {
  /** By up to so much, from 0 to 1. */
  public RandomHue(double factor) {
    super(0, 1, factor);
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    Tensor back = Ops.greater(draws.each(0, 1), 0.5);
    Tensor half = Ops.multiply(draws.each(factor()), 0.5);
    Tensor turn = Shapes.reshape(Ops.where(back, Ops.negative(half), half), draws.batch(), 1, 1);
    return Transformation.ofColours(
        x -> {
          Tensor unit = range().to(ValueRange.UNIT, x);
          Tensor hsv = ImageColors.rgbToHsv(unit, Layout.CHANNELS_LAST);
          Tensor hue = Ops.add(Shapes.index(hsv, -1, 0), turn);
          hue = Ops.where(Ops.greater(hue, 1), Ops.subtract(hue, 1), hue);
          hue = Ops.where(Ops.less(hue, 0), Ops.add(hue, 1), hue);
          Tensor turned =
              Shapes.concatenate(
                  List.of(Shapes.expandDims(hue, -1), Shapes.slice(hsv, -1, 1, 3)), -1);
          Tensor rgb = ImageColors.hsvToRgb(turned, Layout.CHANNELS_LAST);
          return ValueRange.UNIT.to(range(), Ops.clip(rgb, 0, 1));
        });
  }
}
