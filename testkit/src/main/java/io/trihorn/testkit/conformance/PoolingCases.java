package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Pooling.PoolSpec;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.Value;
import java.util.List;

/** Pooling and its gradients. */
final class PoolingCases {
  /**
   * One pooling.
   *
   * @param name what is special
   * @param size spatial extents of the input
   */
  record Geometry(
      String name,
      List<Long> size,
      List<Integer> window,
      List<Integer> strides,
      List<Integer> low,
      List<Integer> high) {

    PoolSpec spec(Layout layout) {
      return new PoolSpec(window, strides, low, high, layout);
    }

    long[] input(Layout layout) {
      return ConvolutionCases.image(layout, 2, 3, size);
    }

    long terms() {
      return window.stream().mapToLong(w -> w).reduce(1, (a, b) -> a * b);
    }
  }

  private static Geometry of(
      String name,
      List<Long> size,
      List<Integer> window,
      List<Integer> strides,
      List<Integer> low,
      List<Integer> high) {
    return new Geometry(name, size, window, strides, low, high);
  }

  private static final List<Geometry> ALL =
      List.of(
          of("1d", List.of(9L), List.of(2), List.of(2), List.of(0), List.of(0)),
          of("1d overlapping, padded", List.of(8L), List.of(3), List.of(1), List.of(2), List.of(1)),
          of("2d", List.of(6L, 8L), List.of(2, 2), List.of(2, 2), List.of(0, 0), List.of(0, 0)),
          of(
              "2d with a rest",
              List.of(7L, 9L),
              List.of(2, 3),
              List.of(2, 4),
              List.of(0, 0),
              List.of(0, 0)),
          of(
              "2d overlapping",
              List.of(7L, 6L),
              List.of(3, 3),
              List.of(2, 1),
              List.of(0, 0),
              List.of(0, 0)),
          of(
              "2d overlapping, same",
              List.of(6L, 6L),
              List.of(3, 3),
              List.of(2, 2),
              List.of(0, 0),
              List.of(1, 1)),
          of(
              "2d uneven padding",
              List.of(6L, 5L),
              List.of(3, 4),
              List.of(2, 1),
              List.of(2, 1),
              List.of(0, 3)),
          of(
              "2d window of 1",
              List.of(5L, 4L),
              List.of(1, 1),
              List.of(2, 1),
              List.of(0, 0),
              List.of(0, 0)),
          of(
              "2d whole image",
              List.of(5L, 4L),
              List.of(5, 4),
              List.of(1, 1),
              List.of(0, 0),
              List.of(0, 0)),
          of(
              "3d",
              List.of(4L, 4L, 5L),
              List.of(2, 2, 2),
              List.of(2, 1, 2),
              List.of(0, 0, 0),
              List.of(0, 0, 0)),
          of(
              "3d padded",
              List.of(4L, 3L, 4L),
              List.of(3, 2, 3),
              List.of(2, 1, 1),
              List.of(1, 1, 1),
              List.of(1, 0, 1)));

  private PoolingCases() {}

  static List<OpCase> cases() {
    CaseList list = new CaseList("pooling");
    for (Geometry g : ALL) {
      for (Layout layout : Layout.values()) {
        addAll(list, g, layout, DataType.FLOAT32);
      }
    }
    for (DataType dtype : List.of(DataType.FLOAT64, DataType.FLOAT16, DataType.BFLOAT16)) {
      for (Layout layout : Layout.values()) {
        addAll(list, ALL.get(1), layout, dtype);
        addAll(list, ALL.get(5), layout, dtype);
      }
    }
    for (Layout layout : Layout.values()) {
      list.add("padding never wins " + layout, c -> negative(c, layout));
      list.add("gradient of a fed output " + layout, c -> fedOutput(c, layout));
      for (double border : List.of(0.0, 1.0, -2.0)) {
        list.add(
            "max after a border of " + border + " " + layout, c -> bordered(c, layout, border));
      }
      list.add("average after a border " + layout, c -> averageOfBordered(c, layout));
    }
    return list.cases();
  }

  static void addAll(CaseList list, Geometry g, Layout layout, DataType dtype) {
    String suffix = " " + g.name() + " " + layout + " " + dtype;
    list.add("max" + suffix, c -> max(c, g, layout, dtype));
    list.add("max gradient" + suffix, c -> maxGradient(c, g, layout, dtype, Fill.NORMAL));
    list.add(
        "max gradient with ties" + suffix,
        c -> maxGradient(c, g, layout, dtype, Fill.integers(0, 2)));
    list.add("average" + suffix, c -> average(c, g, layout, dtype));
    list.add("average gradient" + suffix, c -> averageGradient(c, g, layout, dtype));
  }

  private static void max(CaseBuilder c, Geometry g, Layout layout, DataType dtype) {
    c.exact();
    Value x = c.input(dtype, g.input(layout));
    c.output(new Pooling.MaxPool(g.spec(layout)), x);
  }

  private static void maxGradient(
      CaseBuilder c, Geometry g, Layout layout, DataType dtype, Fill fill) {
    c.terms(g.terms());
    Value x = c.input(dtype, fill, g.input(layout));
    Value y = c.graph().add(new Pooling.MaxPool(g.spec(layout)), x);
    Value dy = c.input(dtype, y.type().dims());
    c.output(new Pooling.MaxPoolGradient(g.spec(layout)), x, y, dy);
  }

  private static void average(CaseBuilder c, Geometry g, Layout layout, DataType dtype) {
    c.terms(g.terms());
    Value x = c.input(dtype, g.input(layout));
    c.output(new Pooling.AveragePool(g.spec(layout)), x);
  }

  private static void averageGradient(CaseBuilder c, Geometry g, Layout layout, DataType dtype) {
    c.terms(g.terms());
    Value x = c.input(dtype, g.input(layout));
    Value y = c.graph().add(new Pooling.AveragePool(g.spec(layout)), x);
    Value dy = c.input(dtype, y.type().dims());
    c.output(new Pooling.AveragePoolGradient(g.spec(layout), x.type().shape()), dy);
  }

  private static void negative(CaseBuilder c, Layout layout) {
    c.exact();
    Geometry g = ALL.get(6);
    Value x = c.input(DataType.FLOAT32, Fill.uniform(-9, -1), g.input(layout));
    c.output(new Pooling.MaxPool(g.spec(layout)), x);
    Value low = c.input(DataType.FLOAT32, r -> -3e38, g.input(layout));
    c.output(new Pooling.MaxPool(g.spec(layout)), low);
  }

  /** The border is part of what is pooled: a window in it gives its value, however low the rest. */
  private static void bordered(CaseBuilder c, Layout layout, double value) {
    c.exact();
    for (int padding : new int[] {0, 1}) {
      Value padded =
          bordered(
              c, c.input(DataType.FLOAT32, Fill.uniform(-9, -1), image(layout)), value, layout);
      c.output(new Pooling.MaxPool(bordered(padding, layout)), padded);
    }
  }

  private static void averageOfBordered(CaseBuilder c, Layout layout) {
    c.terms(9);
    for (int padding : new int[] {0, 1}) {
      Value padded = bordered(c, c.input(DataType.FLOAT32, image(layout)), 0, layout);
      c.output(new Pooling.AveragePool(bordered(padding, layout)), padded);
    }
  }

  private static Value bordered(CaseBuilder c, Value image, double value, Layout layout) {
    boolean first = layout == Layout.CHANNELS_FIRST;
    List<Long> low = first ? List.of(0L, 0L, 2L, 1L) : List.of(0L, 2L, 1L, 0L);
    List<Long> high = first ? List.of(0L, 0L, 1L, 3L) : List.of(0L, 1L, 3L, 0L);
    return c.graph().add(new Shaping.Pad(low, high, value), image);
  }

  private static PoolSpec bordered(int padding, Layout layout) {
    List<Integer> pads = List.of(padding, padding);
    return new PoolSpec(List.of(3, 3), List.of(2, 2), pads, pads, layout);
  }

  private static long[] image(Layout layout) {
    return ConvolutionCases.image(layout, 2, 3, List.of(6L, 5L));
  }

  /** The pooling's result comes from an earlier run, as when a program is cut in two. */
  private static void fedOutput(CaseBuilder c, Layout layout) {
    Geometry g = ALL.get(4);
    Value x = c.input(DataType.FLOAT32, r -> 1, g.input(layout));
    Value shape = c.graph().add(new Pooling.MaxPool(g.spec(layout)), x);
    Value y = c.input(DataType.FLOAT32, r -> 1, shape.type().dims());
    Value dy = c.input(DataType.FLOAT32, shape.type().dims());
    c.output(new Pooling.MaxPoolGradient(g.spec(layout)), x, y, dy);
  }
}
