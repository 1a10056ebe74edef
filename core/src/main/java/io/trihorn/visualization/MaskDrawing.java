package io.trihorn.visualization;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.ndarray.HostValues;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;

/** Classes of pixels as colors over images. */
final class MaskDrawing {
  private static final String NAME = "drawSegmentationMasks";

  /** What the numbers of classes are multiplied by, modulo 255. */
  private static final int[] PALETTE = {(1 << 25) - 1, (1 << 15) - 1, (1 << 21) - 1};

  private MaskDrawing() {}

  static TensorData draw(Object given, Object segmentation, MaskOptions options) {
    ImageBatch images = ImageBatch.of(NAME, given, options.dataFormat()).toLast();
    long[] masks = masks(HostValues.of(segmentation), images);
    List<Color> colors = colors(masks, options);
    float under = (float) (1 - options.alpha());
    float over = (float) options.alpha();
    DataType dtype = options.blend() ? DataType.UINT8 : DataType.FLOAT32;
    TensorData drawn = TensorData.zeros(images.data().type().withDtype(dtype));
    for (int i = 0; i < masks.length; i++) {
      float[] color = color(colors, masks[i]);
      for (int c = 0; c < images.channels(); c++) {
        long at = (long) i * images.channels() + c;
        float below = (float) images.data().getDouble(at);
        float above = color == null ? below : color[c];
        if (!options.blend()) {
          drawn.setDouble(at, above);
        } else {
          boolean seen = masks[i] != options.ignoreIndex();
          drawn.setLong(at, (long) (seen ? below * under + above * over : below) & 0xff);
        }
      }
    }
    return drawn;
  }

  private static float[] color(List<Color> colors, long mask) {
    return mask < 0 || mask >= colors.size()
        ? null
        : new float[] {
          colors.get((int) mask).getRed(),
          colors.get((int) mask).getGreen(),
          colors.get((int) mask).getBlue()
        };
  }

  /** The class of each pixel of each image. */
  private static long[] masks(TensorData data, ImageBatch images) {
    if (data.dtype().isFloating() || data.dtype().isBoolean()) {
      throw new IllegalArgumentException(
          NAME + ": expected masks of whole numbers, the classes, but got " + data.type());
    }
    long pixels = (long) images.count() * images.height() * images.width();
    if (images.channels() != 3 || data.size() != pixels) {
      throw new ShapeException(
          "%s: expected images of 3 channels and masks of their size, (%d, %d, %d) with or without one channel, but got images %s and masks %s"
              .formatted(
                  NAME,
                  images.count(),
                  images.height(),
                  images.width(),
                  images.data().type(),
                  data.type()));
    }
    // One channel lies the same wherever it stands.
    return data.toLongArray();
  }

  private static List<Color> colors(long[] masks, MaskOptions options) {
    int count = options.numClasses();
    if (count == 0) {
      for (long mask : masks) {
        count = Math.toIntExact(Math.max(count, mask));
      }
    }
    List<Color> colors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (options.colorMapping() == null) {
        colors.add(new Color(part(i, 0), part(i, 1), part(i, 2)));
      } else if (options.colorMapping().containsKey(i)) {
        colors.add(options.colorMapping().get(i));
      } else {
        throw new IllegalArgumentException(
            NAME
                + ": expected a color for each of "
                + count
                + " classes, but there is none for class "
                + i);
      }
    }
    return colors;
  }

  private static int part(int index, int channel) {
    return (int) ((long) index * PALETTE[channel] % 255);
  }
}
