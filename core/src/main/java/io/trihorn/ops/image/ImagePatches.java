package io.trihorn.ops.image;

import io.trihorn.graph.Layout;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Windows;
import java.util.List;

/** Parts of images, and images in larger ones. The batch axis may be missing everywhere. */
public final class ImagePatches {
  private ImagePatches() {}

  /**
   * The pixels of windows side by side in the channels, as {@code keras.ops.image.extract_patches}
   * and {@code extract_patches_3d}: for images {@code (batch, height, width, channels)} and a size
   * of two, {@code (batch, rows, columns, size * channels)}, the channels running fastest; for
   * volumes a size of three. Channels first as the layout says.
   *
   * @param strides between windows; null for the size, so that they meet
   */
  public static Tensor extractPatches(
      Tensor images,
      List<Integer> size,
      List<Integer> strides,
      List<Integer> dilationRate,
      Windows.Padding padding,
      Layout layout) {
    int axes = size.size();
    if (images.rank() != axes + 1 && images.rank() != axes + 2) {
      throw new ShapeException(
          "extractPatches: windows over "
              + axes
              + " axes need an input of rank "
              + (axes + 1)
              + " or "
              + (axes + 2)
              + ", but got "
              + images.type());
    }
    boolean single = images.rank() == axes + 1;
    Tensor x = Ops.floating(single ? Shapes.expandDims(images, 0) : images);
    long channels = x.dim(layout.channelAxis(axes + 2));
    long all = size.stream().mapToLong(s -> s).reduce(channels, (a, b) -> a * b);
    TensorData eye = TensorData.zeros(TensorType.of(x.dtype(), all, all));
    for (long i = 0; i < all; i++) {
      eye.setDouble(i * all + i, 1);
    }
    long[] dims = new long[axes + 2];
    for (int i = 0; i < axes; i++) {
      dims[i] = size.get(i);
    }
    dims[axes] = channels;
    dims[axes + 1] = all;
    Tensor patches =
        Windows.conv(
            x,
            x.constant(eye.reshape(dims)),
            strides == null ? size : strides,
            padding,
            dilationRate,
            1,
            layout);
    return ImageColors.back(single ? Shapes.squeeze(patches, 0) : patches, images.dtype());
  }

  /** Images with zeros around them. */
  public static Tensor padImages(
      Tensor images, long top, long left, long bottom, long right, Layout layout) {
    long[] low = new long[images.rank()];
    long[] high = new long[images.rank()];
    int height = heightAxis("padImages", images, layout);
    low[height] = notNegative("padImages", "top_padding", top);
    high[height] = notNegative("padImages", "bottom_padding", bottom);
    low[height + 1] = notNegative("padImages", "left_padding", left);
    high[height + 1] = notNegative("padImages", "right_padding", right);
    return Shapes.pad(images, low, high, 0);
  }

  /** The part of images that begins at a corner and has a size. */
  public static Tensor cropImages(
      Tensor images, long top, long left, long height, long width, Layout layout) {
    int axis = heightAxis("cropImages", images, layout);
    notNegative("cropImages", "top_cropping", top);
    notNegative("cropImages", "left_cropping", left);
    if (top + height > images.dim(axis) || left + width > images.dim(axis + 1)) {
      throw new ShapeException(
          "cropImages: "
              + height
              + " x "
              + width
              + " from ("
              + top
              + ", "
              + left
              + ") does not fit "
              + images.type());
    }
    Tensor rows = Shapes.slice(images, axis, top, top + height);
    return Shapes.slice(rows, axis + 1, left, left + width);
  }

  /** The axis of rows. */
  static int heightAxis(String function, Tensor images, Layout layout) {
    if (images.rank() != 3 && images.rank() != 4) {
      throw new ShapeException(
          function + ": expected images of rank 3 or 4, but got " + images.type());
    }
    return images.rank() - (layout == Layout.CHANNELS_LAST ? 3 : 2);
  }

  private static long notNegative(String function, String argument, long value) {
    if (value < 0) {
      throw new ShapeException(
          function + ": " + argument + " should be at least 0, but is " + value);
    }
    return value;
  }
}
