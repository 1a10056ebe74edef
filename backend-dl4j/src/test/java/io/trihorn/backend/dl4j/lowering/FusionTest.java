package io.trihorn.backend.dl4j.lowering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.dl4j.Dl4jBackend;
import io.trihorn.backend.reference.ReferenceBackend;
import io.trihorn.graph.Control.Scan;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Node;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Regions of elementwise nodes, and loops divided by rows, against the reference interpreter. */
class FusionTest {
  private static final List<UnaryKind> UNARY =
      List.of(UnaryKind.NEG, UnaryKind.ABS, UnaryKind.SIGMOID, UnaryKind.TANH, UnaryKind.FLOOR);
  private static final List<BinaryKind> BINARY =
      List.of(BinaryKind.ADD, BinaryKind.SUB, BinaryKind.MUL, BinaryKind.MAX, BinaryKind.MIN);

  /** Shapes whose rows are shorter and longer than a stretch, and some that have but one. */
  private static final List<long[]> SHAPES =
      List.of(
          new long[] {},
          new long[] {1},
          new long[] {7, 5},
          new long[] {3, 1, 130},
          new long[] {5, 2100},
          new long[] {2, 3, 4, 6},
          new long[] {2, 1100});

  private static TensorType type(long... dims) {
    return TensorType.of(DataType.FLOAT32, dims);
  }

  private static TensorData random(TensorType type, Random random) {
    float[] values = new float[(int) type.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return TensorData.of(values, type.dims());
  }

  private static List<float[]> run(Backend backend, Graph graph, List<TensorData> feeds) {
    List<TensorData> results = graph.outputTypes().stream().map(TensorData::zeros).toList();
    try (VariableStore store = backend.createStore(Device.cpu());
        Executable program = backend.compile(graph, store)) {
      // Twice: memory that is shared must not carry anything over.
      program.run(feeds, results);
      results.forEach(r -> r.bytes().clear());
      feeds.forEach(f -> f.bytes().clear());
      program.run(feeds, results);
    }
    return results.stream().map(TensorData::toFloatArray).toList();
  }

  private static void assertAgrees(Graph graph, long seed) {
    Random random = new Random(seed);
    List<TensorData> feeds = graph.parameterTypes().stream().map(t -> random(t, random)).toList();
    List<float[]> expected = run(new ReferenceBackend(), graph, feeds);
    feeds.forEach(f -> f.bytes().clear());
    List<float[]> got = run(new Dl4jBackend(), graph, feeds);
    for (int i = 0; i < expected.size(); i++) {
      float[] e = expected.get(i);
      String result = "seed " + seed + ", result " + i + "\n";
      for (int j = 0; j < e.length; j++) {
        double tolerance = 2e-5 * Math.max(1, Math.abs(e[j]));
        assertEquals(e[j], got.get(i)[j], tolerance, () -> result + graph);
      }
    }
  }

  /** A value of a shape, or one that is broadcast to it, made of a new parameter. */
  private static Value operand(Primitives p, long[] shape, Random random) {
    long[] dims = shape.clone();
    int kind = random.nextInt(5);
    if (kind == 0) {
      for (int i = 0; i < dims.length; i++) {
        dims[i] = random.nextBoolean() ? 1 : dims[i];
      }
    } else if (kind == 1 && dims.length > 1) {
      // A transposed one, and one of which every other element is taken.
      List<Integer> order = new ArrayList<>();
      long[] swapped = new long[dims.length];
      for (int i = 0; i < dims.length; i++) {
        order.add(dims.length - 1 - i);
        swapped[i] = dims[dims.length - 1 - i];
      }
      return p.transpose(p.builder().parameter("t", type(swapped)), order);
    } else if (kind == 2 && dims.length > 0) {
      dims[dims.length - 1] += 3;
      Value wide = p.builder().parameter("w", type(dims));
      return p.slice(wide, dims.length - 1, 2, shape[dims.length - 1] + 2);
    } else if (kind == 3 && dims.length > 0) {
      return p.reverse(p.builder().parameter("r", type(dims)), List.of(dims.length - 1));
    }
    return p.builder().parameter("x", type(dims));
  }

  private static Graph graph(long seed) {
    Random random = new Random(seed);
    Primitives p = new Primitives(new GraphBuilder());
    List<Value> pool = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      long[] shape = SHAPES.get(random.nextInt(SHAPES.size()));
      pool.add(p.broadcast(operand(p, shape, random), new Shape(shape)));
    }
    for (int i = 0; i < 25; i++) {
      Value x = pool.get(random.nextInt(pool.size()));
      long[] shape = x.type().dims();
      List<Value> alike = pool.stream().filter(v -> v.type().equals(x.type())).toList();
      switch (random.nextInt(4)) {
        case 0 -> pool.add(p.unary(UNARY.get(random.nextInt(UNARY.size())), x));
        case 1 -> {
          BinaryKind kind = BINARY.get(random.nextInt(BINARY.size()));
          pool.add(p.binary(kind, x, operand(p, shape, random)));
        }
        case 2 -> {
          // Not elementwise, so that regions have something between them.
          List<Integer> axes = shape.length == 0 ? List.of() : List.of(shape.length - 1);
          pool.add(p.sub(x, p.reduce(ReduceKind.MAX, x, axes, true)));
        }
        default -> {
          BinaryKind kind = BINARY.get(random.nextInt(BINARY.size()));
          Value bounded = p.unary(UnaryKind.TANH, x);
          pool.add(p.binary(kind, bounded, alike.get(random.nextInt(alike.size()))));
        }
      }
    }
    List<Value> outputs = new ArrayList<>(pool.subList(pool.size() - 4, pool.size()));
    outputs.add(pool.get(random.nextInt(pool.size())));
    return p.builder().build(outputs);
  }

  @Test
  void randomGraphsAgree() {
    for (long seed = 0; seed < 40; seed++) {
      assertAgrees(graph(seed), seed);
    }
  }

  @Test
  void everyNodeComesAfterWhatItNeeds() {
    for (long seed = 0; seed < 60; seed++) {
      Graph graph = graph(seed);
      Set<Node> done = new HashSet<>();
      for (List<Node> unit : FusionRegions.of(graph, FusedLowering::isFusable)) {
        for (Node node : unit) {
          assertTrue(done.add(node), "twice " + node.output());
          node.inputs().forEach(v -> assertTrue(done.contains(v.node()), graph.toString()));
        }
      }
      assertEquals(graph.nodes().size(), done.size());
    }
  }

  @Test
  void whatOnlyAGradientNeedsIsComputedWithIt() {
    Primitives p = new Primitives(new GraphBuilder());
    Value x = p.builder().parameter("x", type(8, 8));
    Value y = p.unary(UnaryKind.TANH, p.add(x, 1));
    Value product = p.matmul(y, y, false, false);
    Value slope = p.subFrom(1, p.square(y));
    Graph graph = p.builder().build(List.of(p.mul(product, slope)));
    List<Integer> sizes =
        FusionRegions.of(graph, FusedLowering::isFusable).stream()
            .map(List::size)
            .filter(n -> n > 1)
            .toList();
    assertEquals(List.of(2, 3), sizes);
    assertAgrees(graph, 1);
  }

  /** A loop like a recurrent layer's, for some rows. */
  private static Graph loop(int rows, boolean mixes, boolean reverse) {
    Primitives body = new Primitives(new GraphBuilder());
    Value h = body.builder().parameter("h", type(rows, 6));
    Value c = body.builder().parameter("c", type(rows, 6));
    Value x = body.builder().parameter("x", type(rows, 12));
    Value w = body.builder().parameter("w", type(6, 12));
    Value b = body.builder().parameter("b", type(12));
    // Weak enough that small differences do not grow from step to step.
    Value all = body.add(body.add(x, b), body.matmul(h, body.mul(w, 0.1), false, false));
    List<Value> parts = body.split(all, 1, List.of(6L, 6L));
    Value gate = body.unary(UnaryKind.SIGMOID, parts.get(0));
    Value next = body.add(body.mul(gate, c), body.unary(UnaryKind.TANH, parts.get(1)));
    if (mixes) {
      next = body.sub(next, body.mul(body.sum(next, List.of(0), true), 1e-2));
    }
    // The carries change places, and one result is a slice of what goes on.
    List<Value> outputs =
        List.of(next, h, body.concat(List.of(next, gate), 1), body.slice(all, 1, 2, 5));
    Scan scan = new Scan(body.builder().build(outputs), 2, 1, 200, reverse);
    GraphBuilder builder = new GraphBuilder();
    List<Value> operands =
        List.of(
            builder.parameter("h", type(rows, 6)),
            builder.parameter("c", type(rows, 6)),
            builder.parameter("x", type(200, rows, 12)),
            builder.parameter("w", type(6, 12)),
            builder.parameter("b", type(12)));
    return builder.build(builder.addAll(scan, operands));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 16, 37})
  void loopsAgree(int rows) {
    assertAgrees(loop(rows, false, false), rows);
    assertAgrees(loop(rows, false, true), rows);
    assertAgrees(loop(rows, true, false), rows);
  }

  @Test
  void rowsAreToldFromWhatMixesThem() {
    assertEquals(16, RowWise.rows(body(loop(16, false, false)), 3));
    assertEquals(0, RowWise.rows(body(loop(16, true, false)), 3));
  }

  private static Graph body(Graph graph) {
    return graph.nodes().stream()
        .filter(n -> n.op() instanceof Scan)
        .map(n -> ((Scan) n.op()).body())
        .findFirst()
        .orElseThrow();
  }
}
