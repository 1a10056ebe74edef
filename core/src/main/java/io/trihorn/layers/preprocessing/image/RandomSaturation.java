package io.trihorn.layers.preprocessing.image;

import io.trihorn.graph.Layout;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.image.ImageColors;
import java.util.List;

/**
 * Images of other saturation, which is multiplied by {@code f / (1 - f)}: at 0.5 it stays, at 0
 * images are gray. See {@link ImageLayer}.
 */
public final class RandomSaturation extends FactorLayer<RandomSaturation> {
  private static final double EPSILON = 1e-7;

  /** One number means the range from minus to plus it, as in Keras. */
  public RandomSaturation(double factor) {
    super(-1, 1, factor);
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    Tensor drawn = draws.each(factor());
    Tensor ratio = Ops.divide(drawn, Ops.add(Ops.subtract(1, drawn), EPSILON));
    Tensor times = Shapes.reshape(ratio, draws.batch(), 1, 1);
    return Transformation.ofColours(
        x -> {
          Tensor hsv = ImageColors.rgbToHsv(x, Layout.CHANNELS_LAST);
          // Keras holds saturation within the range of pixels, not within 0 and 1.
          Tensor saturation = range().clip(Ops.multiply(Shapes.index(hsv, -1, 1), times));
          Tensor changed =
              Shapes.concatenate(
                  List.of(
                      Shapes.slice(hsv, -1, 0, 1),
                      Shapes.expandDims(saturation, -1),
                      Shapes.slice(hsv, -1, 2, 3)),
                  -1);
          return ImageColors.hsvToRgb(changed, Layout.CHANNELS_LAST);
        });
  }
}
