package io.trihorn.ops;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.ShapeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Windows laid out as vectors, blocks as channels, and convolutions by channel. */
public final class Folding {
  private Folding() {}

  /**
   * The windows of images as columns: {@code (batch, channels, height, width)} to {@code (batch,
   * channels * window, places)}. Each list has an entry for height and one for width.
   */
  public static Tensor unfold(
      Tensor x,
      List<Integer> window,
      List<Integer> dilation,
      List<Integer> padding,
      List<Integer> stride) {
    if (x.rank() != 4) {
      throw new ShapeException("unfold: expected (batch, channels, height, width): " + x.type());
    }
    long channels = x.dim(1);
    Tensor single = Shapes.reshape(x, x.dim(0) * channels, 1, x.dim(2), x.dim(3));
    ConvSpec spec = new ConvSpec(stride, padding, padding, dilation, 1, Layout.CHANNELS_FIRST);
    Tensor y = Windows.conv(single, picking(x, window), spec);
    return Shapes.reshape(y, x.dim(0), channels * y.dim(1), y.dim(2) * y.dim(3));
  }

  /** The sums of windows put back to their places: what {@link #unfold} does, transposed. */
  public static Tensor fold(
      Tensor x,
      List<Integer> outputSize,
      List<Integer> window,
      List<Integer> dilation,
      List<Integer> padding,
      List<Integer> stride) {
    long taps = (long) window.get(0) * window.get(1);
    long channels = x.dim(1) / taps;
    long[] places = new long[2];
    for (int i = 0; i < 2; i++) {
      int reach = dilation.get(i) * (window.get(i) - 1) + 1;
      places[i] = (outputSize.get(i) + 2 * padding.get(i) - reach) / stride.get(i) + 1;
    }
    Tensor single = Shapes.reshape(x, x.dim(0) * channels, taps, places[0], places[1]);
    ConvSpec spec = new ConvSpec(stride, padding, padding, dilation, 1, Layout.CHANNELS_FIRST);
    Shape whole = new Shape(single.dim(0), 1, outputSize.get(0), outputSize.get(1));
    Tensor y = Windows.convTranspose(single, picking(x, window), spec, whole);
    return Shapes.reshape(y, x.dim(0), channels, outputSize.get(0), outputSize.get(1));
  }

  /** A kernel {@code (height, width, 1, taps)} with one filter for each tap. */
  private static Tensor picking(Tensor x, List<Integer> window) {
    long taps = (long) window.get(0) * window.get(1);
    return Shapes.reshape(
        Creation.identity(x, taps, x.dtype()), window.get(0), window.get(1), 1, taps);
  }

  /** Square blocks of pixels made channels. */
  public static Tensor spaceToDepth(Tensor x, int block, Layout layout) {
    if (layout == Layout.CHANNELS_FIRST) {
      return first(spaceToDepth(last(x), block, Layout.CHANNELS_LAST));
    }
    long h = x.dim(1) / block;
    long w = x.dim(2) / block;
    Tensor parts = Shapes.reshape(x, x.dim(0), h, block, w, block, x.dim(3));
    return Shapes.reshape(Shapes.transpose(parts, 0, 1, 3, 2, 4, 5), x.dim(0), h, w, -1);
  }

  /** Channels made square blocks of pixels. */
  public static Tensor depthToSpace(Tensor x, int block, Layout layout) {
    if (layout == Layout.CHANNELS_FIRST) {
      return first(depthToSpace(last(x), block, Layout.CHANNELS_LAST));
    }
    long channels = x.dim(3) / ((long) block * block);
    Tensor parts = Shapes.reshape(x, x.dim(0), x.dim(1), x.dim(2), block, block, channels);
    return Shapes.reshape(
        Shapes.transpose(parts, 0, 1, 3, 2, 4, 5),
        x.dim(0),
        x.dim(1) * block,
        x.dim(2) * block,
        channels);
  }

  private static Tensor last(Tensor x) {
    return Shapes.transpose(x, 0, 2, 3, 1);
  }

  private static Tensor first(Tensor x) {
    return Shapes.transpose(x, 0, 3, 1, 2);
  }

  /**
   * A convolution of each channel on its own.
   *
   * @param kernel {@code (spatial..., channels, multiplier)}
   */
  public static Tensor depthwiseConv(
      Tensor x,
      Tensor kernel,
      List<Integer> strides,
      Windows.Padding padding,
      List<Integer> dilation,
      Layout layout) {
    long[] dims = kernel.type().dims();
    int n = dims.length;
    long channels = dims[n - 2];
    dims[n - 1] *= channels;
    dims[n - 2] = 1;
    Tensor grouped = Shapes.reshape(kernel, dims);
    return Windows.conv(x, grouped, strides, padding, dilation, (int) channels, layout);
  }

  /** {@link #depthwiseConv}, then a product of the channels with {@code (1..., made, filters)}. */
  public static Tensor separableConv(
      Tensor x,
      Tensor depthwise,
      Tensor pointwise,
      List<Integer> strides,
      Windows.Padding padding,
      List<Integer> dilation,
      Layout layout) {
    Tensor y = depthwiseConv(x, depthwise, strides, padding, dilation, layout);
    List<Integer> ones = Collections.nCopies(strides.size(), 1);
    return Windows.conv(y, pointwise, ones, Windows.Padding.VALID, ones, 1, layout);
  }

  /** The mean of each of the parts that {@link #adaptive} makes. */
  public static Tensor adaptiveAveragePool(Tensor x, List<Integer> outputSize, Layout layout) {
    return adaptive(x, outputSize, layout, (part, axis) -> Ops.mean(part, axis));
  }

  /** The largest of each of the parts that {@link #adaptive} makes. */
  public static Tensor adaptiveMaxPool(Tensor x, List<Integer> outputSize, Layout layout) {
    return adaptive(x, outputSize, layout, (part, axis) -> Ops.max(part, axis));
  }

  /** The reduction of an axis, which is dropped. */
  @FunctionalInterface
  public interface AxisReduction {
    /** Reduces an axis. */
    Tensor apply(Tensor x, int axis);
  }

  /**
   * Pooling to a wanted extent: place {@code i} of {@code m} on an axis of extent {@code n} pools
   * the elements from {@code floor(i n / m)} to {@code ceil((i + 1) n / m)}.
   */
  public static Tensor adaptive(
      Tensor x, List<Integer> outputSize, Layout layout, AxisReduction reduction) {
    Tensor y = x;
    // The elements pooled form a box, so the axes can be gone through one by one.
    for (int i = 0; i < outputSize.size(); i++) {
      y = adaptive(y, layout.firstSpatialAxis() + i, outputSize.get(i), reduction);
    }
    return y;
  }

  private static Tensor adaptive(Tensor x, int axis, long places, AxisReduction reduction) {
    long extent = x.dim(axis);
    if (extent % places == 0) {
      long[] dims = new long[x.rank() + 1];
      for (int i = 0; i < dims.length; i++) {
        dims[i] = i < axis ? x.dim(i) : i == axis ? places : x.dim(i - 1);
      }
      dims[axis + 1] = extent / places;
      return reduction.apply(Shapes.reshape(x, dims), axis + 1);
    }
    List<Tensor> results = new ArrayList<>();
    for (long i = 0; i < places; i++) {
      long first = i * extent / places;
      long end = ((i + 1) * extent + places - 1) / places;
      Tensor part = Shapes.slice(x, axis, first, end);
      results.add(Shapes.expandDims(reduction.apply(part, axis), axis));
    }
    return Shapes.concatenate(results, axis);
  }
}
