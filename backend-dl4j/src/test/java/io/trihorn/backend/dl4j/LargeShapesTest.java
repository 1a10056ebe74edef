package io.trihorn.backend.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.backend.reference.ReferenceBackend;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Pooling.PoolSpec;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.gradient.Gradients;
import io.trihorn.ops.Fusions;
import io.trihorn.ops.RandomBits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The ways of computing that are taken for large arrays only, against the reference. */
class LargeShapesTest {
  private static final DataType F = DataType.FLOAT32;

  /** Builds outputs from a builder and a source of inputs. */
  private interface Case {
    List<Value> build(Primitives p, Inputs in);
  }

  /** Parameters of a case. */
  private record Inputs(GraphBuilder builder) {
    Value of(long... dims) {
      return builder.parameter("x", TensorType.of(F, dims));
    }

    Value of(DataType dtype, long... dims) {
      return builder.parameter("x", TensorType.of(dtype, dims));
    }
  }

  @TestFactory
  Stream<DynamicTest> broadcasting() {
    List<DynamicTest> tests = new ArrayList<>();
    long[][][] pairs = {
      {{64, 700}, {700}},
      {{64, 700}, {64, 1}},
      {{700}, {64, 700}},
      {{64, 1}, {64, 700}},
      {{600, 6}, {6}},
      {{6}, {600, 6}},
      {{600, 6}, {600, 1}},
      {{31, 17, 6}, {17, 1}},
      {{601, 7}, {7}},
      {{40, 1, 30}, {1, 50, 1}},
      {{64, 24, 24, 6}, {1, 24, 24, 1}},
      {{300, 300}, {300, 300}},
      {{300, 301}, {}},
      {{}, {300, 301}},
    };
    for (BinaryKind kind :
        List.of(
            BinaryKind.ADD,
            BinaryKind.SUB,
            BinaryKind.MUL,
            BinaryKind.DIV,
            BinaryKind.MAX,
            BinaryKind.LESS,
            BinaryKind.LESS_EQUAL,
            BinaryKind.EQUAL)) {
      for (long[][] pair : pairs) {
        tests.add(
            test(
                kind + " " + new Shape(pair[0]) + new Shape(pair[1]),
                1,
                (p, in) -> List.of(p.binary(kind, in.of(pair[0]), in.of(pair[1])))));
      }
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> elementwise() {
    return Stream.of(
        test(
            "functions",
            1,
            (p, in) -> {
              Value x = in.of(70_001);
              return Stream.of(
                      UnaryKind.EXP,
                      UnaryKind.SIGMOID,
                      UnaryKind.TANH,
                      UnaryKind.SQRT,
                      UnaryKind.EXPM1,
                      UnaryKind.SIGN)
                  .map(kind -> p.unary(kind, x))
                  .toList();
            }),
        test(
            "maximum with numbers",
            1,
            (p, in) -> {
              Value x = in.of(300, 77);
              Value prime = in.of(10_007);
              return List.of(
                  p.binary(BinaryKind.MAX, x, p.scalarLike(x, 0.1)),
                  p.binary(BinaryKind.MIN, p.scalarLike(x, 0.1), x),
                  p.binary(BinaryKind.MAX, prime, p.scalarLike(x, 0.1)));
            }),
        test(
            "where",
            1,
            (p, in) -> {
              Value x = in.of(300, 301);
              Value positive = p.less(p.scalarLike(x, 0), x);
              Value row = in.of(301);
              return List.of(
                  p.where(positive, x, p.scalarLike(x, 0)),
                  p.where(positive, row, x),
                  p.where(p.less(row, p.scalarLike(x, 0)), x, in.of(300, 1)));
            }),
        test(
            "softmax",
            30,
            (p, in) -> List.of(p.builder().add(new Fusions.Softmax(1), in.of(300, 301)))),
        test(
            "random bits",
            1,
            (p, in) ->
                List.of(
                    p.builder()
                        .add(new RandomBits(new Shape(400, 300)), in.of(DataType.INT32, 2)))));
  }

  @TestFactory
  Stream<DynamicTest> reductions() {
    List<DynamicTest> tests = new ArrayList<>();
    for (ReduceKind kind : List.of(ReduceKind.SUM, ReduceKind.MEAN, ReduceKind.MAX)) {
      for (List<Integer> axes :
          List.of(
              List.of(0), List.of(1), List.of(2), List.of(0, 1), List.of(0, 2), List.of(1, 2))) {
        tests.add(
            test(
                kind + " over " + axes,
                6400,
                (p, in) -> List.of(p.reduce(kind, in.of(80, 80, 9), axes, false))));
      }
    }
    tests.add(
        test(
            "argmax and cumsum",
            300,
            (p, in) -> {
              Value x = in.of(200, 301);
              return List.of(
                  p.builder().add(new Reduction.ArgMax(0), x),
                  p.builder().add(new Reduction.ArgMax(1), x),
                  p.builder().add(new Reduction.CumSum(0), x),
                  p.builder().add(new Reduction.CumSum(1), x));
            }));
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> moving() {
    return Stream.of(
        test(
            "transposes",
            1,
            (p, in) ->
                List.of(
                    p.transpose(in.of(300, 301), List.of(1, 0)),
                    p.transpose(in.of(8, 20, 21, 6), List.of(0, 3, 1, 2)),
                    p.transpose(in.of(8, 20, 4, 32), List.of(0, 2, 1, 3)))),
        test(
            "parts",
            1,
            (p, in) -> {
              Value x = in.of(40, 50, 33);
              List<Value> halves = p.split(x, 2, List.of(16L, 17L));
              return List.of(
                  halves.get(0),
                  p.concat(List.of(halves.get(1), halves.get(0)), 2),
                  p.reverse(x, List.of(1)),
                  p.pad(x, List.of(1L, 2L, 0L), List.of(0L, 1L, 1L), -2.5),
                  p.slice(x, List.of(1L, 0L, 3L), List.of(39L, 50L, 33L), List.of(2L, 3L, 1L)));
            }),
        test(
            "rows by index",
            40,
            (p, in) -> {
              Value table = in.of(500, 40);
              Value rows = in.of(DataType.INT32, 700);
              Value picked = p.gather(table, rows, 0);
              return List.of(
                  picked, p.scatterAdd(table, rows, picked), p.gather(in.of(30, 500), rows, 1));
            }),
        test(
            "top k",
            1,
            (p, in) -> p.builder().addAll(new Indexing.TopK(5), List.of(in.of(300, 200)))),
        test(
            "products",
            300,
            (p, in) ->
                List.of(
                    p.matmul(in.of(64, 300), in.of(300, 84), false, false),
                    p.matmul(in.of(64, 84), in.of(300, 84), false, true),
                    p.matmul(in.of(64, 300), in.of(64, 84), true, false),
                    p.matmul(in.of(6, 80, 32), in.of(6, 80, 32), false, true),
                    p.matmul(
                        p.transpose(in.of(30, 64), List.of(1, 0)), in.of(30, 84), false, false))));
  }

  private static ConvSpec spec(int stride, int low, int high, int dilation, int groups) {
    return new ConvSpec(
        List.of(stride, stride),
        List.of(low, low),
        List.of(high, high),
        List.of(dilation, dilation),
        groups,
        Layout.CHANNELS_LAST);
  }

  private static DynamicTest convolution(ConvSpec spec, long[] input, long[] kernel) {
    String name = new Shape(input) + " " + new Shape(kernel) + " " + spec;
    return test(
        name,
        (int) (input[0] * input[1] * input[2]),
        (p, in) -> {
          Value x = in.of(input);
          Value w = in.of(kernel);
          Value y = p.builder().add(new Linear.Conv(spec), x, w);
          Value loss = p.sum(p.mul(y, p.square(y)), List.of(0, 1, 2, 3), false);
          List<Value> results = new ArrayList<>(Gradients.of(p.builder(), loss, List.of(x, w)));
          results.add(y);
          results.add(
              Gradients.of(p.builder(), p.sum(y, List.of(0, 1, 2, 3), false), List.of(w)).get(0));
          return results;
        });
  }

  @TestFactory
  Stream<DynamicTest> convolutions() {
    return Stream.of(
        convolution(spec(1, 0, 0, 1, 1), new long[] {8, 28, 28, 1}, new long[] {5, 5, 1, 6}),
        convolution(spec(1, 2, 2, 1, 1), new long[] {4, 20, 24, 3}, new long[] {5, 5, 3, 8}),
        convolution(spec(2, 0, 1, 1, 1), new long[] {4, 32, 32, 3}, new long[] {3, 3, 3, 8}),
        convolution(spec(1, 0, 0, 1, 1), new long[] {8, 12, 12, 6}, new long[] {5, 5, 6, 16}),
        convolution(spec(1, 1, 1, 1, 1), new long[] {4, 16, 16, 16}, new long[] {3, 3, 16, 16}),
        convolution(spec(2, 0, 1, 1, 1), new long[] {4, 16, 16, 16}, new long[] {3, 3, 16, 32}),
        convolution(spec(2, 1, 1, 1, 1), new long[] {4, 15, 17, 8}, new long[] {3, 4, 8, 12}),
        convolution(spec(1, 2, 2, 2, 1), new long[] {4, 16, 16, 8}, new long[] {3, 3, 8, 8}),
        convolution(spec(1, 1, 1, 1, 16), new long[] {4, 16, 16, 16}, new long[] {3, 3, 1, 32}),
        convolution(spec(2, 1, 0, 1, 4), new long[] {4, 16, 16, 16}, new long[] {3, 3, 4, 32}),
        convolution(spec(1, 0, 0, 1, 1), new long[] {8, 9, 9, 16}, new long[] {1, 1, 16, 40}));
  }

  @TestFactory
  Stream<DynamicTest> poolings() {
    PoolSpec halves =
        new PoolSpec(
            List.of(2, 2), List.of(2, 2), List.of(0, 0), List.of(0, 0), Layout.CHANNELS_LAST);
    PoolSpec uneven =
        new PoolSpec(
            List.of(3, 3), List.of(2, 2), List.of(0, 0), List.of(1, 1), Layout.CHANNELS_FIRST);
    return Stream.of(halves, uneven)
        .map(
            spec ->
                test(
                    spec.toString(),
                    9,
                    (p, in) -> {
                      Value x = in.of(16, 24, 24, 6);
                      Value max = p.builder().add(new Pooling.MaxPool(spec), x);
                      Value mean = p.builder().add(new Pooling.AveragePool(spec), x);
                      Value loss = p.sum(p.mul(max, mean), List.of(0, 1, 2, 3), false);
                      return List.of(max, mean, Gradients.of(p.builder(), loss, List.of(x)).get(0));
                    }));
  }

  private static DynamicTest test(String name, int terms, Case made) {
    return DynamicTest.dynamicTest(name, () -> check(terms, made));
  }

  private static void check(int terms, Case made) {
    GraphBuilder builder = new GraphBuilder();
    List<Value> outputs = made.build(new Primitives(builder), new Inputs(builder));
    Graph graph = builder.build(outputs);
    Random random = new Random(7);
    List<TensorData> feeds = graph.parameterTypes().stream().map(t -> filled(t, random)).toList();
    List<TensorData> expected = run(new ReferenceBackend(), graph, feeds);
    List<TensorData> got = run(new Dl4jBackend(), graph, feeds);
    for (int i = 0; i < got.size(); i++) {
      TensorData e = expected.get(i);
      double scale = 0;
      for (long j = 0; j < e.size(); j++) {
        double size = Math.abs(e.getDouble(j));
        scale = Double.isFinite(size) ? Math.max(scale, size) : scale;
      }
      // Rounding errors of a sum grow with the square root of its terms.
      double tolerance = e.dtype().isFloating() ? 1e-6 * scale * Math.sqrt(terms) : 0;
      for (long j = 0; j < e.size(); j++) {
        String where = "output " + i + " of type " + e.type() + " element " + j;
        assertEquals(e.getDouble(j), got.get(i).getDouble(j), tolerance, where);
      }
    }
  }

  private static TensorData filled(TensorType type, Random random) {
    TensorData data = TensorData.zeros(type);
    for (long i = 0; i < data.size(); i++) {
      // Halves, so that some elements are equal.
      double value = Math.rint(random.nextGaussian() * 64) / 32;
      data.setDouble(i, type.dtype().isFloating() ? value : random.nextInt(600) - 50);
    }
    return data;
  }

  private static List<TensorData> run(Backend backend, Graph graph, List<TensorData> feeds) {
    List<TensorData> results = graph.outputTypes().stream().map(TensorData::zeros).toList();
    try (VariableStore store = backend.createStore(Device.cpu());
        Executable program = GraphCompiler.compile(backend, graph, store)) {
      program.run(feeds, results);
      program.run(feeds, results);
    }
    return results;
  }
}
