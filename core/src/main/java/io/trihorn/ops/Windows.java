package io.trihorn.ops;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Pooling.PoolSpec;
import io.trihorn.graph.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Convolution and pooling over one to three spatial axes. */
public final class Windows {
  private Windows() {}

  /**
   * Keras's padding by name: {@code valid} adds nothing, {@code same} makes the output extent
   * {@code ceil(extent / stride)} with the odd element of padding after the data, {@code causal}
   * pads only before the data.
   */
  public enum Padding {
    /** No padding. */
    VALID,
    /** Output as long as the input divided by the stride. */
    SAME,
    /** Output depends on no later input; one spatial axis. */
    CAUSAL;

    /** The padding of Keras's name. */
    public static Padding parse(String name) {
      for (Padding padding : values()) {
        if (padding.keras().equals(name)) {
          return padding;
        }
      }
      throw new ShapeException("unknown padding '" + name + "'; known are valid, same, causal");
    }

    /** Keras's name. */
    public String keras() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Elements before and after the data. */
    int[] widths(long size, long window, int stride) {
      return switch (this) {
        case VALID -> new int[] {0, 0};
        case CAUSAL -> new int[] {(int) window - 1, 0};
        case SAME -> {
          long outputs = (size + stride - 1) / stride;
          int total = (int) Math.max((outputs - 1) * stride + window - size, 0);
          yield new int[] {total / 2, total - total / 2};
        }
      };
    }
  }

  /** The geometry of a convolution of this input with this kernel {@code (spatial..., in, out)}. */
  public static ConvSpec spec(
      Shape input,
      Shape kernel,
      List<Integer> strides,
      Padding padding,
      List<Integer> dilation,
      int groups,
      Layout layout) {
    List<Integer> low = new ArrayList<>();
    List<Integer> high = new ArrayList<>();
    for (int i = 0; i < strides.size(); i++) {
      long window = (kernel.get(i) - 1) * dilation.get(i) + 1;
      int[] w = padding.widths(input.get(layout.firstSpatialAxis() + i), window, strides.get(i));
      low.add(w[0]);
      high.add(w[1]);
    }
    return new ConvSpec(strides, low, high, dilation, groups, layout);
  }

  /**
   * Convolution (cross-correlation) of {@code x (batch, spatial..., channels)}, or channels first
   * as the layout says, with {@code kernel (spatial..., channels / groups, filters)}.
   */
  public static Tensor conv(
      Tensor x,
      Tensor kernel,
      List<Integer> strides,
      Padding padding,
      List<Integer> dilation,
      int groups,
      Layout layout) {
    if (x.rank() != strides.size() + 2 || kernel.rank() != x.rank()) {
      throw new ShapeException(
          "convolution over "
              + strides.size()
              + " spatial axes needs an input of rank "
              + (strides.size() + 2)
              + ", but got "
              + x.type());
    }
    ConvSpec spec = spec(x.shape(), kernel.shape(), strides, padding, dilation, groups, layout);
    return conv(x, kernel, spec);
  }

  /** Convolution by a given geometry. */
  public static Tensor conv(Tensor x, Tensor kernel, ConvSpec spec) {
    return x.with(x.builder().add(new Linear.Conv(spec), x.value(), kernel.value()));
  }

  /** Transposed convolution: the input gradient of the convolution with this geometry. */
  public static Tensor convTranspose(Tensor x, Tensor kernel, ConvSpec spec, Shape outputShape) {
    return x.with(
        x.builder()
            .add(new Linear.ConvInputGradient(spec, outputShape), x.value(), kernel.value()));
  }

  /**
   * Keras's transposed convolution of {@code x (batch, spatial..., channels)}, or channels first as
   * the layout says, with {@code kernel (spatial..., filters, channels)}.
   *
   * @param outputPadding elements added to the output's end; null for as many as make {@code same}
   *     outputs {@code stride} times as long as the input, and {@code valid} ones long enough for
   *     the last window
   */
  public static Tensor convTranspose(
      Tensor x,
      Tensor kernel,
      List<Integer> strides,
      Padding padding,
      List<Integer> outputPadding,
      List<Integer> dilation,
      Layout layout) {
    int axes = strides.size();
    if (x.rank() != axes + 2 || kernel.rank() != axes + 2) {
      throw new ShapeException(
          "transposed convolution over "
              + axes
              + " spatial axes needs an input of rank "
              + (axes + 2)
              + ", but got "
              + x.type());
    }
    List<Integer> low = new ArrayList<>();
    List<Integer> high = new ArrayList<>();
    long[] dims = x.type().dims();
    long[] missing = new long[axes + 2];
    for (int i = 0; i < axes; i++) {
      int window = Math.toIntExact((kernel.dim(i) - 1) * dilation.get(i) + 1);
      Integer extra = outputPadding == null ? null : outputPadding.get(i);
      int[] w = transposeWidths(padding, window, strides.get(i), extra);
      int axis = layout.firstSpatialAxis() + i;
      long covered = (dims[axis] - 1) * strides.get(i) + window - w[0];
      // What no window reaches stays 0; the convolution's geometry takes only part of it.
      missing[axis] = Math.max(-w[1] - (strides.get(i) - 1), 0);
      dims[axis] = covered - w[1] - missing[axis];
      low.add(w[0]);
      high.add(Math.max(w[1], 0));
    }
    dims[layout.channelAxis(axes + 2)] = kernel.dim(axes);
    ConvSpec spec = new ConvSpec(strides, low, high, dilation, 1, layout);
    Tensor y = convTranspose(x, kernel, spec, new Shape(dims));
    return Shapes.pad(y, new long[axes + 2], missing, 0);
  }

  /** Elements cut before and after what the windows cover; a negative number is what is added. */
  private static int[] transposeWidths(Padding padding, int window, int stride, Integer extra) {
    if (padding == Padding.VALID) {
      int added = extra == null ? Math.max(window, stride) - window : extra;
      return new int[] {0, -added};
    }
    int total = extra == null ? stride + window - 2 : window + window % 2 - 2 + extra;
    int before = Math.min(total / 2 + total % 2, window - 1);
    return new int[] {window - 1 - before, window - 1 - (total - before)};
  }

  /** The geometry of a pooling of this input. */
  public static PoolSpec poolSpec(
      Shape input, List<Integer> window, List<Integer> strides, Padding padding, Layout layout) {
    List<Integer> low = new ArrayList<>();
    List<Integer> high = new ArrayList<>();
    for (int i = 0; i < window.size(); i++) {
      int[] w =
          padding.widths(input.get(layout.firstSpatialAxis() + i), window.get(i), strides.get(i));
      low.add(w[0]);
      high.add(w[1]);
    }
    return new PoolSpec(window, strides, low, high, layout);
  }

  /** The largest of each window. */
  public static Tensor maxPool(
      Tensor x, List<Integer> window, List<Integer> strides, Padding padding, Layout layout) {
    checkRank("max pooling", x, window);
    PoolSpec spec = poolSpec(x.shape(), window, strides, padding, layout);
    return x.with(x.builder().add(new Pooling.MaxPool(spec), x.value()));
  }

  /** The mean of each window, padding not counted. */
  public static Tensor averagePool(
      Tensor x, List<Integer> window, List<Integer> strides, Padding padding, Layout layout) {
    checkRank("average pooling", x, window);
    PoolSpec spec = poolSpec(x.shape(), window, strides, padding, layout);
    return x.with(x.builder().add(new Pooling.AveragePool(spec), x.value()));
  }

  private static void checkRank(String what, Tensor x, List<Integer> window) {
    if (x.rank() != window.size() + 2) {
      throw new ShapeException(
          what
              + " over "
              + window.size()
              + " spatial axes needs an input of rank "
              + (window.size() + 2)
              + ", but got "
              + x.type());
    }
  }

  /** The spatial axes of a tensor of this rank. */
  public static int[] spatialAxes(int rank, Layout layout) {
    int first = layout.firstSpatialAxis();
    return IntStream.range(first, first + rank - 2).toArray();
  }
}
