package io.trihorn.ops.image;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Layout;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;

/** Colours of images {@code (..., 3)}, or {@code (..., 3, height, width)} channels first. */
public final class ImageColors {
  private static final double[] LUMINANCE = {0.2989, 0.5870, 0.1140};

  private ImageColors() {}

  /** The axis of channels. */
  static int channelAxis(Layout layout) {
    return layout == Layout.CHANNELS_LAST ? -1 : -3;
  }

  /** Results in the element type of the input; integers are cut off. */
  static Tensor back(Tensor x, DataType dtype) {
    return x.dtype() == dtype ? x : Ops.cast(x, dtype);
  }

  private static void check(String function, Tensor images, Layout layout, boolean grayToo) {
    if (images.rank() != 3 && images.rank() != 4) {
      throw new ShapeException(
          function + ": expected images of rank 3 or 4, but got " + images.type());
    }
    long channels = images.dim(channelAxis(layout));
    if (channels != 3 && !(grayToo && channels == 1)) {
      throw new ShapeException(
          function + ": expected 3 channels, but got " + channels + " in " + images.type());
    }
  }

  /**
   * The luminance, {@code 0.2989 r + 0.587 g + 0.114 b}, as one channel, of the same element type.
   * Images of one channel stay.
   */
  public static Tensor rgbToGrayscale(Tensor images, Layout layout) {
    check("rgbToGrayscale", images, layout, true);
    int axis = channelAxis(layout);
    if (images.dim(axis) == 1) {
      return images;
    }
    Tensor x = Ops.floating(images);
    long[] line = new long[x.rank()];
    Arrays.fill(line, 1);
    line[x.rank() + axis] = 3;
    Tensor weights = x.constant(TensorData.of(LUMINANCE, line).cast(x.dtype()));
    return back(Ops.sumKeep(Ops.multiply(x, weights), axis), images.dtype());
  }

  private static void checkFloating(String function, Tensor images, Layout layout) {
    check(function, images, layout, false);
    if (!images.dtype().isFloating()) {
      throw new ShapeException(function + ": expected floats, but got " + images.type());
    }
  }

  private static Tensor channel(Tensor images, Layout layout, int i) {
    return Shapes.index(images, channelAxis(layout), i);
  }

  /**
   * Hue (from 0 to 1, of a turn from red through green to blue), saturation (from 0 to 1) and value
   * of colours; floats only.
   */
  public static Tensor rgbToHsv(Tensor images, Layout layout) {
    checkFloating("rgbToHsv", images, layout);
    double tiny = images.dtype() == DataType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
    Tensor x = Ops.where(Ops.less(Ops.abs(images), tiny), 0, images);
    Tensor r = channel(x, layout, 0);
    Tensor g = channel(x, layout, 1);
    Tensor b = channel(x, layout, 2);
    Tensor value = Ops.maximum(Ops.maximum(r, g), b);
    Tensor range = Ops.subtract(value, Ops.minimum(Ops.minimum(r, g), b));
    Tensor bright = Ops.greater(value, 0);
    Tensor coloured = Ops.greater(range, 0);
    Tensor saturation = Ops.where(bright, Ops.divide(range, Ops.where(bright, value, 1)), 0);
    Tensor sixth = Ops.divide(1, Ops.multiply(Ops.where(coloured, range, 1), 6));
    Tensor fromGreen = Ops.add(Ops.multiply(sixth, Ops.subtract(b, r)), 2 / 6.0);
    Tensor fromBlue = Ops.add(Ops.multiply(sixth, Ops.subtract(r, g)), 4 / 6.0);
    Tensor hue = Ops.where(Ops.equal(value, g), fromGreen, fromBlue);
    hue = Ops.where(Ops.equal(value, r), Ops.multiply(sixth, Ops.subtract(g, b)), hue);
    Tensor turn = Ops.cast(Ops.less(hue, 0), x.dtype());
    hue = Ops.add(Ops.where(coloured, hue, 0), turn);
    return Shapes.stack(List.of(hue, saturation, value), channelAxis(layout));
  }

  /** The colours of hue, saturation and value; floats only. See {@link #rgbToHsv}. */
  public static Tensor hsvToRgb(Tensor images, Layout layout) {
    checkFloating("hsvToRgb", images, layout);
    Tensor hue = channel(images, layout, 0);
    Tensor saturation = channel(images, layout, 1);
    Tensor value = channel(images, layout, 2);
    Tensor turned = Ops.multiply(Ops.subtract(hue, Ops.floor(hue)), 6);
    Tensor red = Ops.clip(Ops.subtract(Ops.abs(Ops.subtract(turned, 3)), 1), 0, 1);
    Tensor green = Ops.clip(Ops.subtract(2, Ops.abs(Ops.subtract(turned, 2))), 0, 1);
    Tensor blue = Ops.clip(Ops.subtract(2, Ops.abs(Ops.subtract(turned, 4))), 0, 1);
    Tensor white = Ops.subtract(1, saturation);
    List<Tensor> planes =
        List.of(red, green, blue).stream()
            .map(part -> Ops.multiply(value, Ops.add(white, Ops.multiply(saturation, part))))
            .toList();
    return Shapes.stack(planes, channelAxis(layout));
  }
}
