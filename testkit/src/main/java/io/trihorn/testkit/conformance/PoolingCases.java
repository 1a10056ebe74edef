package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Pooling.PoolSpec;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.Value;
import java.util.List;
import java.util.stream.Stream;

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

    /** A row with the name and the lists in order. */
    static Geometry of(String row) {
      String[] cells = row.split("\\|");
      List<List<Integer>> lists = Stream.of(cells).skip(1).map(PoolingCases::numbers).toList();
      List<Long> size = lists.get(0).stream().map(Integer::longValue).toList();
      return new Geometry(
          cells[0].strip(), size, lists.get(1), lists.get(2), lists.get(3), lists.get(4));
    }
  }

  private static List<Integer> numbers(String text) {
    return CaseRows.numbers(text, 0).stream().map(Long::intValue).toList();
  }

  private static final List<Geometry> ALL =
      Stream.of(
              "1d | 9 | 2 | 2 | 0 | 0",
              "1d overlapping, padded | 8 | 3 | 1 | 2 | 1",
              "2d | 6,8 | 2,2 | 2,2 | 0,0 | 0,0",
              "2d with a rest | 7,9 | 2,3 | 2,4 | 0,0 | 0,0",
              "2d overlapping | 7,6 | 3,3 | 2,1 | 0,0 | 0,0",
              "2d overlapping, same | 6,6 | 3,3 | 2,2 | 0,0 | 1,1",
              "2d uneven padding | 6,5 | 3,4 | 2,1 | 2,1 | 0,3",
              "2d window of 1 | 5,4 | 1,1 | 2,1 | 0,0 | 0,0",
              "2d whole image | 5,4 | 5,4 | 1,1 | 0,0 | 0,0",
              "3d | 4,4,5 | 2,2,2 | 2,1,2 | 0,0,0 | 0,0,0",
              "3d padded | 4,3,4 | 3,2,3 | 2,1,1 | 1,1,1 | 1,0,1")
          .map(Geometry::of)
          .toList();

  /** Uses a pooling of an image. */
  private interface Use {
    void on(CaseBuilder c, PoolSpec spec, Value image);
  }

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
            "max after a border of " + border + " " + layout,
            c -> bordered(c, layout, Fill.uniform(-9, -1), border, PoolingCases::max));
      }
      list.add(
          "average after a border " + layout,
          c -> bordered(c, layout, Fill.NORMAL, 0, PoolingCases::average));
    }
    return list.cases();
  }

  static void addAll(CaseList list, Geometry g, Layout layout, DataType dtype) {
    String suffix = " " + g.name() + " " + layout + " " + dtype;
    PoolSpec spec = g.spec(layout);
    long[] dims = g.input(layout);
    list.add("max" + suffix, c -> max(c, spec, c.input(dtype, dims)));
    list.add("max gradient" + suffix, c -> maxGradient(c, spec, c.input(dtype, Fill.NORMAL, dims)));
    list.add(
        "max gradient with ties" + suffix,
        c -> maxGradient(c, spec, c.input(dtype, Fill.integers(0, 2), dims)));
    list.add("average" + suffix, c -> average(c, spec, c.input(dtype, dims)));
    list.add("average gradient" + suffix, c -> averageGradient(c, spec, c.input(dtype, dims)));
  }

  private static void max(CaseBuilder c, PoolSpec spec, Value x) {
    c.exact();
    c.output(new Pooling.MaxPool(spec), x);
  }

  private static void maxGradient(CaseBuilder c, PoolSpec spec, Value x) {
    c.terms(terms(spec));
    Value y = c.graph().add(new Pooling.MaxPool(spec), x);
    c.output(new Pooling.MaxPoolGradient(spec), x, y, c.input(x.dtype(), y.type().dims()));
  }

  private static void average(CaseBuilder c, PoolSpec spec, Value x) {
    c.terms(terms(spec));
    c.output(new Pooling.AveragePool(spec), x);
  }

  private static void averageGradient(CaseBuilder c, PoolSpec spec, Value x) {
    c.terms(terms(spec));
    Value y = c.graph().add(new Pooling.AveragePool(spec), x);
    Value dy = c.input(x.dtype(), y.type().dims());
    c.output(new Pooling.AveragePoolGradient(spec, x.type().shape()), dy);
  }

  private static long terms(PoolSpec spec) {
    return spec.window().stream().mapToLong(w -> w).reduce(1, (a, b) -> a * b);
  }

  private static void negative(CaseBuilder c, Layout layout) {
    Geometry g = ALL.get(6);
    for (Fill low : List.<Fill>of(Fill.uniform(-9, -1), r -> -3e38)) {
      max(c, g.spec(layout), c.input(DataType.FLOAT32, low, g.input(layout)));
    }
  }

  /** The border is part of what is pooled: a window in it gives its value, however low the rest. */
  private static void bordered(CaseBuilder c, Layout layout, Fill fill, double value, Use pooling) {
    for (int padding : new int[] {0, 1}) {
      Value image = c.input(DataType.FLOAT32, fill, image(layout));
      pooling.on(c, bordered(padding, layout), bordered(c, image, value, layout));
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
