package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.Value;
import java.util.Collections;
import java.util.List;

/** Convolution and its two gradients, over one to three axes, in both layouts. */
final class ConvolutionCases {
  /**
   * One convolution.
   *
   * @param name what is special
   * @param size spatial extents of the input
   * @param window spatial extents of the kernel
   */
  record Geometry(
      String name,
      long batch,
      long channels,
      long filters,
      List<Long> size,
      List<Long> window,
      List<Integer> strides,
      List<Integer> low,
      List<Integer> high,
      List<Integer> dilation,
      int groups) {

    static Geometry of(String name, List<Long> size, List<Long> window) {
      int n = size.size();
      List<Integer> ones = Collections.nCopies(n, 1);
      List<Integer> zeros = Collections.nCopies(n, 0);
      return new Geometry(name, 2, 3, 4, size, window, ones, zeros, zeros, ones, 1);
    }

    Geometry strides(Integer... s) {
      return new Geometry(
          name, batch, channels, filters, size, window, List.of(s), low, high, dilation, groups);
    }

    Geometry padding(List<Integer> l, List<Integer> h) {
      return new Geometry(
          name, batch, channels, filters, size, window, strides, l, h, dilation, groups);
    }

    Geometry dilation(Integer... d) {
      return new Geometry(
          name, batch, channels, filters, size, window, strides, low, high, List.of(d), groups);
    }

    Geometry channels(long newBatch, long in, long out, int newGroups) {
      return new Geometry(
          name, newBatch, in, out, size, window, strides, low, high, dilation, newGroups);
    }

    ConvSpec spec(Layout layout) {
      return new ConvSpec(strides, low, high, dilation, groups, layout);
    }

    long[] input(Layout layout) {
      return image(layout, batch, channels, size);
    }

    long[] kernel() {
      long[] dims = new long[window.size() + 2];
      for (int i = 0; i < window.size(); i++) {
        dims[i] = window.get(i);
      }
      dims[window.size()] = channels / groups;
      dims[window.size() + 1] = filters;
      return dims;
    }

    /** The number of products in one element of the output. */
    long terms() {
      return window.stream().reduce(channels / groups, (a, b) -> a * b);
    }
  }

  private ConvolutionCases() {}

  static long[] image(Layout layout, long batch, long channels, List<Long> size) {
    int rank = size.size() + 2;
    long[] dims = new long[rank];
    dims[0] = batch;
    dims[layout.channelAxis(rank)] = channels;
    for (int i = 0; i < size.size(); i++) {
      dims[layout.firstSpatialAxis() + i] = size.get(i);
    }
    return dims;
  }

  private static final List<Geometry> ALL =
      List.of(
          Geometry.of("1d", List.of(9L), List.of(3L)),
          Geometry.of("1d strided and padded", List.of(10L), List.of(4L))
              .strides(3)
              .padding(List.of(1), List.of(2)),
          Geometry.of("1d causal and dilated", List.of(11L), List.of(3L))
              .padding(List.of(4), List.of(0))
              .dilation(2),
          Geometry.of("1d grouped", List.of(8L), List.of(3L)).channels(2, 4, 6, 2),
          Geometry.of("2d", List.of(7L, 6L), List.of(3L, 3L)),
          Geometry.of("2d one channel", List.of(6L, 6L), List.of(5L, 5L)).channels(3, 1, 6, 1),
          Geometry.of("2d one filter, batch of 1", List.of(6L, 5L), List.of(3L, 2L))
              .channels(1, 3, 1, 1),
          Geometry.of("2d pointwise", List.of(4L, 5L), List.of(1L, 1L)).channels(2, 5, 3, 1),
          Geometry.of("2d pointwise strided", List.of(7L, 6L), List.of(1L, 1L)).strides(2, 2),
          Geometry.of("2d same", List.of(6L, 7L), List.of(3L, 3L))
              .padding(List.of(1, 1), List.of(1, 1)),
          Geometry.of("2d same strided, uneven padding", List.of(8L, 8L), List.of(3L, 3L))
              .strides(2, 2)
              .padding(List.of(0, 0), List.of(1, 1)),
          Geometry.of("2d uneven in each axis", List.of(9L, 6L), List.of(2L, 5L))
              .strides(2, 1)
              .padding(List.of(1, 0), List.of(0, 3)),
          Geometry.of("2d strided with a rest", List.of(8L, 9L), List.of(3L, 2L)).strides(3, 4),
          Geometry.of("2d stride beyond the window", List.of(9L, 10L), List.of(2L, 2L))
              .strides(3, 4),
          Geometry.of("2d dilated", List.of(9L, 9L), List.of(3L, 3L)).dilation(2, 3),
          Geometry.of("2d dilated, strided, padded", List.of(9L, 10L), List.of(3L, 2L))
              .strides(2, 3)
              .padding(List.of(2, 1), List.of(1, 2))
              .dilation(2, 3),
          Geometry.of("2d dilated, padded, with a rest", List.of(9L, 10L), List.of(3L, 2L))
              .padding(List.of(3, 1), List.of(2, 4))
              .dilation(4, 3),
          Geometry.of("2d dilated beyond the input", List.of(4L, 4L), List.of(3L, 3L))
              .padding(List.of(12, 12), List.of(12, 12))
              .dilation(12, 12),
          Geometry.of("2d window as large as the input", List.of(5L, 4L), List.of(5L, 4L)),
          Geometry.of("2d padding beyond the window", List.of(4L, 4L), List.of(2L, 1L))
              .padding(List.of(3, 1), List.of(2, 2)),
          Geometry.of("2d grouped", List.of(6L, 6L), List.of(3L, 3L)).channels(2, 4, 6, 2),
          Geometry.of("2d grouped, strided, padded", List.of(7L, 7L), List.of(3L, 3L))
              .channels(2, 6, 3, 3)
              .strides(2, 2)
              .padding(List.of(1, 0), List.of(1, 2)),
          Geometry.of("2d depthwise", List.of(6L, 6L), List.of(3L, 3L)).channels(2, 3, 3, 3),
          Geometry.of("2d depthwise with multiplier", List.of(6L, 7L), List.of(3L, 3L))
              .channels(2, 3, 6, 3)
              .strides(2, 2)
              .padding(List.of(1, 1), List.of(1, 1)),
          Geometry.of("2d depthwise dilated", List.of(8L, 8L), List.of(3L, 3L))
              .channels(1, 2, 4, 2)
              .dilation(2, 2)
              .padding(List.of(2, 2), List.of(2, 2)),
          Geometry.of("2d many channels", List.of(5L, 5L), List.of(3L, 3L))
              .channels(1, 20, 33, 1)
              .padding(List.of(1, 1), List.of(1, 1)),
          Geometry.of("3d", List.of(4L, 5L, 4L), List.of(2L, 3L, 2L)).channels(2, 2, 3, 1),
          Geometry.of("3d strided and padded", List.of(5L, 4L, 6L), List.of(3L, 2L, 3L))
              .channels(1, 2, 2, 1)
              .strides(2, 1, 2)
              .padding(List.of(1, 0, 1), List.of(1, 1, 0)),
          Geometry.of("3d dilated", List.of(5L, 5L, 5L), List.of(2L, 2L, 2L))
              .channels(1, 2, 2, 1)
              .dilation(2, 1, 3),
          Geometry.of("3d grouped", List.of(4L, 4L, 4L), List.of(2L, 2L, 2L)).channels(1, 4, 4, 2));

  static List<OpCase> cases() {
    CaseList list = new CaseList("convolution");
    for (Geometry g : ALL) {
      for (Layout layout : Layout.values()) {
        addAll(list, g, layout, DataType.FLOAT32);
      }
    }
    for (DataType dtype : List.of(DataType.FLOAT64, DataType.FLOAT16, DataType.BFLOAT16)) {
      for (Layout layout : Layout.values()) {
        addAll(list, ALL.get(0), layout, dtype);
        addAll(list, ALL.get(4), layout, dtype);
        addAll(list, ALL.get(10), layout, dtype);
        addAll(list, ALL.get(19), layout, dtype);
        addAll(list, ALL.get(24), layout, dtype);
      }
    }
    return list.cases();
  }

  static void addAll(CaseList list, Geometry g, Layout layout, DataType dtype) {
    String suffix = " " + g.name() + " " + layout + " " + dtype;
    list.add("forward" + suffix, c -> forward(c, g, layout, dtype));
    list.add("input gradient" + suffix, c -> inputGradient(c, g, layout, dtype));
    list.add("kernel gradient" + suffix, c -> kernelGradient(c, g, layout, dtype));
  }

  private static void forward(CaseBuilder c, Geometry g, Layout layout, DataType dtype) {
    c.terms(g.terms());
    Value x = c.input(dtype, g.input(layout));
    Value k = c.input(dtype, g.kernel());
    c.output(new Linear.Conv(g.spec(layout)), x, k);
  }

  private static void inputGradient(CaseBuilder c, Geometry g, Layout layout, DataType dtype) {
    c.terms(g.terms() / (g.channels() / g.groups()) * g.filters() / g.groups());
    Value x = c.input(dtype, g.input(layout));
    Value k = c.input(dtype, g.kernel());
    Value y = c.graph().add(new Linear.Conv(g.spec(layout)), x, k);
    Value dy = c.input(dtype, y.type().dims());
    c.output(new Linear.ConvInputGradient(g.spec(layout), x.type().shape()), dy, k);
  }

  private static void kernelGradient(CaseBuilder c, Geometry g, Layout layout, DataType dtype) {
    Value x = c.input(dtype, g.input(layout));
    Value k = c.input(dtype, g.kernel());
    Value y = c.graph().add(new Linear.Conv(g.spec(layout)), x, k);
    c.terms(y.type().size() / (double) g.filters());
    Value dy = c.input(dtype, y.type().dims());
    c.output(new Linear.ConvKernelGradient(g.spec(layout), k.type().shape()), x, dy);
  }
}
