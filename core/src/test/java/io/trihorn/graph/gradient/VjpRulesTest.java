package io.trihorn.graph.gradient;

import static io.trihorn.graph.gradient.GradientCheck.positive;
import static io.trihorn.graph.gradient.GradientCheck.spread;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule against differences, and the rule's own gradient too. */
class VjpRulesTest {
  private record Case(
      String name, int order, GradientCheck.Function function, List<TensorData> inputs) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case of(String name, GradientCheck.Function function, TensorData... inputs) {
    return new Case(name, 2, function, List.of(inputs));
  }

  static Stream<Case> elementwise() {
    List<Case> cases = new ArrayList<>();
    for (UnaryKind kind : UnaryKind.values()) {
      boolean positive = kind == UnaryKind.LOG || kind == UnaryKind.LOG1P || kind == UnaryKind.SQRT;
      boolean logical = kind == UnaryKind.NOT || kind == UnaryKind.IS_NAN;
      if (!logical) {
        cases.add(
            of(
                kind.name(),
                // Times x, so that there is something to differentiate in all of them.
                (p, x) -> p.mul(p.unary(kind, x.get(0)), x.get(0)),
                positive ? positive(1, 2, 3) : spread(1, 2, 3)));
      }
    }
    for (BinaryKind kind :
        List.of(
            BinaryKind.ADD,
            BinaryKind.SUB,
            BinaryKind.MUL,
            BinaryKind.DIV,
            BinaryKind.MAX,
            BinaryKind.MIN)) {
      GradientCheck.Function f = (p, x) -> p.square(p.binary(kind, x.get(0), x.get(1)));
      cases.add(of(kind.name(), f, spread(1, 2, 3), spread(2, 2, 3)));
      cases.add(of(kind + " broadcast", f, spread(1, 2, 1, 3), spread(2, 4, 1)));
      cases.add(of(kind + " scalar", f, spread(1), spread(2, 4)));
    }
    cases.add(
        of(
            "POW",
            (p, x) -> p.binary(BinaryKind.POW, x.get(0), x.get(1)),
            positive(1, 2, 3),
            spread(2, 3)));
    cases.add(
        of(
            "POW of negatives",
            (p, x) -> p.binary(BinaryKind.POW, x.get(0), p.scalarLike(x.get(0), 3)),
            spread(1, 2, 3)));
    cases.add(
        of(
            "WHERE",
            (p, x) ->
                p.where(
                    p.less(x.get(0), p.scalarLike(x.get(0), 0)),
                    p.square(x.get(0)),
                    p.mul(x.get(0), x.get(1))),
            spread(1, 4, 3),
            spread(2, 3)));
    cases.add(
        of(
            "predicates",
            (p, x) -> p.mul(x.get(0), p.cast(p.lessEqual(x.get(0), x.get(1)), DataType.FLOAT64)),
            spread(1, 4),
            spread(2, 4)));
    return cases.stream();
  }

  static Stream<Case> reductions() {
    List<Case> cases = new ArrayList<>();
    for (ReduceKind kind :
        List.of(ReduceKind.SUM, ReduceKind.MEAN, ReduceKind.PROD, ReduceKind.MAX, ReduceKind.MIN)) {
      for (List<Integer> axes : List.of(List.of(0), List.of(1), List.of(0, 2))) {
        for (boolean keep : new boolean[] {false, true}) {
          cases.add(
              of(
                  kind + " over " + axes + (keep ? " kept" : ""),
                  (p, x) -> p.square(p.reduce(kind, x.get(0), axes, keep)),
                  spread(1, 3, 2, 4)));
        }
      }
    }
    TensorData zeros = TensorData.of(new double[] {0, 2, 3, 0, 0.5, 0, -1, 2, 3}, 3, 3);
    cases.add(
        of(
            "PROD with zeros",
            (p, x) -> p.reduce(ReduceKind.PROD, x.get(0), List.of(1), false),
            zeros));
    cases.add(
        of(
            "PROD of one",
            (p, x) -> p.reduce(ReduceKind.PROD, p.square(x.get(0)), List.of(1), false),
            spread(1, 3, 1)));
    for (int axis : new int[] {0, 1}) {
      cases.add(
          of(
              "CUMSUM " + axis,
              (p, x) -> p.square(p.builder().add(new Reduction.CumSum(axis), p.square(x.get(0)))),
              spread(1, 2, 4)));
    }
    return cases.stream();
  }

  static Stream<Case> linear() {
    List<Case> cases = new ArrayList<>();
    for (boolean ta : new boolean[] {false, true}) {
      for (boolean tb : new boolean[] {false, true}) {
        cases.add(
            of(
                "MATMUL " + ta + " " + tb,
                (p, x) -> p.square(p.matmul(x.get(0), x.get(1), ta, tb)),
                ta ? spread(1, 2, 3, 4) : spread(1, 2, 4, 3),
                tb ? spread(2, 2, 2, 3) : spread(2, 2, 3, 2)));
      }
    }
    for (Layout layout : Layout.values()) {
      boolean last = layout == Layout.CHANNELS_LAST;
      TensorData image = last ? spread(1, 1, 5, 4, 2) : spread(1, 1, 2, 5, 4);
      cases.add(conv("plain", layout, List.of(1, 1), 0, 0, 1, 1, image, spread(2, 2, 2, 2, 3)));
      cases.add(conv("strided", layout, List.of(2, 1), 1, 0, 1, 1, image, spread(2, 3, 2, 2, 2)));
      cases.add(conv("dilated", layout, List.of(1, 1), 1, 1, 2, 1, image, spread(2, 2, 2, 2, 2)));
      cases.add(conv("grouped", layout, List.of(1, 2), 0, 1, 1, 2, image, spread(2, 2, 2, 1, 4)));
    }
    return cases.stream();
  }

  private static Case conv(
      String name,
      Layout layout,
      List<Integer> strides,
      int low,
      int high,
      int dilation,
      int groups,
      TensorData image,
      TensorData kernel) {
    Linear.ConvSpec spec =
        new Linear.ConvSpec(
            strides,
            List.of(low, low),
            List.of(high, high),
            List.of(dilation, dilation),
            groups,
            layout);
    return of(
        "CONV " + name + " " + layout,
        (p, x) -> p.square(p.builder().add(new Linear.Conv(spec), x.get(0), x.get(1))),
        image,
        kernel);
  }

  static Stream<Case> pooling() {
    List<Case> cases = new ArrayList<>();
    for (Layout layout : Layout.values()) {
      boolean last = layout == Layout.CHANNELS_LAST;
      TensorData image = last ? spread(1, 1, 5, 4, 2) : spread(1, 1, 2, 5, 4);
      for (int pad : new int[] {0, 1}) {
        Pooling.PoolSpec spec =
            new Pooling.PoolSpec(
                List.of(3, 2), List.of(2, 1), List.of(pad, 0), List.of(pad, pad), layout);
        cases.add(
            of(
                "MAX_POOL " + layout + pad,
                (p, x) -> p.square(p.builder().add(new Pooling.MaxPool(spec), x.get(0))),
                image));
        cases.add(
            of(
                "AVERAGE_POOL " + layout + pad,
                (p, x) -> p.square(p.builder().add(new Pooling.AveragePool(spec), x.get(0))),
                image));
      }
    }
    return cases.stream();
  }

  static Stream<Case> shaping() {
    return Stream.of(
        of("RESHAPE", (p, x) -> p.square(p.reshape(x.get(0), 3, 4)), spread(1, 2, 6)),
        of(
            "TRANSPOSE",
            (p, x) -> p.square(p.transpose(x.get(0), List.of(2, 0, 1))),
            spread(1, 2, 3, 2)),
        of(
            "BROADCAST",
            (p, x) -> p.square(p.broadcast(x.get(0), new Shape(2, 3, 4))),
            spread(1, 3, 1)),
        of("SLICE", (p, x) -> p.square(p.slice(x.get(0), 1, 1, 3)), spread(1, 2, 5)),
        of(
            "SLICE strided",
            (p, x) ->
                p.square(p.slice(x.get(0), List.of(1L, 0L), List.of(6L, 5L), List.of(2L, 3L))),
            spread(1, 7, 5)),
        of(
            "SLICE to the end",
            (p, x) ->
                p.square(p.slice(x.get(0), List.of(0L, 2L), List.of(4L, 5L), List.of(3L, 2L))),
            spread(1, 4, 5)),
        of("REVERSE", (p, x) -> p.square(p.reverse(x.get(0), List.of(0, 1))), spread(1, 2, 3)),
        of(
            "PAD",
            (p, x) -> p.square(p.pad(x.get(0), List.of(1L, 0L), List.of(0L, 2L), 5)),
            spread(1, 2, 3)),
        of(
            "CONCAT",
            (p, x) -> p.square(p.concat(List.of(x.get(0), x.get(1), x.get(0)), 1)),
            spread(1, 2, 3),
            spread(2, 2, 1)),
        of(
            "SPLIT",
            (p, x) -> {
              var parts = p.split(x.get(0), 1, List.of(2L, 1L, 2L));
              return p.mul(p.square(parts.get(0)), parts.get(1));
            },
            spread(1, 2, 5)));
  }

  static Stream<Case> indexing() {
    TensorData outside = TensorData.of(new int[] {2, 0, 2, -1, 9, 1}, 2, 3);
    List<Case> cases = new ArrayList<>();
    for (int axis = 0; axis < 3; axis++) {
      int at = axis;
      cases.add(
          of(
              "GATHER " + axis,
              (p, x) -> p.square(p.gather(x.get(0), x.get(1), at)),
              spread(1, 3, 2, 4),
              outside));
    }
    cases.add(
        of(
            "GATHER one",
            (p, x) -> p.square(p.gather(x.get(0), x.get(1), 1)),
            spread(1, 2, 3),
            TensorData.of(new long[] {1}).reshape()));
    cases.add(
        of(
            "SCATTER_ADD",
            (p, x) -> p.square(p.scatterAdd(x.get(0), x.get(1), x.get(2))),
            spread(1, 3, 2),
            TensorData.of(new int[] {1, 1, 7, -2}, 4),
            spread(2, 4, 2)));
    cases.add(
        of(
            "TOP_K",
            (p, x) -> p.square(p.builder().addAll(new Indexing.TopK(2), List.of(x.get(0))).get(0)),
            spread(1, 2, 3, 4)));
    cases.add(
        of(
            "TOP_K of a vector",
            (p, x) -> p.square(p.builder().addAll(new Indexing.TopK(4), List.of(x.get(0))).get(0)),
            spread(1, 4)));
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource({"elementwise", "reductions", "linear", "pooling", "shaping", "indexing"})
  void agreesWithDifferences(Case c) {
    GradientCheck.check(c.order(), c.function(), c.inputs());
  }
}
