package io.trihorn.graph.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.reference.ReferenceBackend;
import io.trihorn.graph.Control.Scan;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Node;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.graph.gradient.Evaluate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where transposes are left, and that the numbers stay. */
class LayoutAssignmentTest {
  private static List<Node> transposes(Graph graph) {
    return graph.nodes().stream().filter(n -> n.op() instanceof Shaping.Transpose).toList();
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void aNetworkWithItsBackwardPartIsTransposedOnlyAtItsShores(Layout written) {
    Layout wanted = written == Layout.CHANNELS_LAST ? Layout.CHANNELS_FIRST : Layout.CHANNELS_LAST;
    Graph graph = SmallNets.residual(written, 2, 6, 4);
    Graph result = PassesPropertyTest.standard(wanted).apply(graph);
    GraphVerifier.check(result);
    assertTrue(
        result.nodes().stream()
            .map(n -> IslandRule.layoutOf(n.op()))
            .allMatch(layout -> layout == null || layout == wanted));
    // The image, what is flattened, and its gradient.
    assertEquals(3, transposes(result).size(), result::toString);
    assertTrue(transposes(result).get(0).input(0).op() instanceof Leaf.Parameter);
    compareStep(graph, result);
  }

  /** Loss and new weights of one step from the same weights. */
  private static void compareStep(Graph before, Graph after) {
    List<TensorData> feeds = RandomGraphs.feeds(before);
    List<TensorData> expected = step(before, feeds);
    List<TensorData> actual = step(after, feeds);
    for (int i = 0; i < expected.size(); i++) {
      double[] e = expected.get(i).toDoubleArray();
      double[] a = actual.get(i).toDoubleArray();
      for (int k = 0; k < e.length; k++) {
        assertEquals(e[k], a[k], 1e-9 * Math.max(1, Math.abs(e[k])));
      }
    }
  }

  private static List<TensorData> step(Graph graph, List<TensorData> feeds) {
    ReferenceBackend backend = new ReferenceBackend();
    try (VariableStore store = backend.createStore(Device.cpu())) {
      Map<Variable, TensorData> state = SmallNets.state(graph);
      state.forEach(store::write);
      List<TensorData> results =
          new ArrayList<>(graph.outputTypes().stream().map(TensorData::zeros).toList());
      try (Executable program = backend.compile(graph, store)) {
        program.run(feeds, List.copyOf(results));
      }
      graph.updates().keySet().stream()
          .sorted((x, y) -> x.name().compareTo(y.name()))
          .forEach(variable -> results.add(store.read(variable)));
      return results;
    }
  }

  private static final Linear.ConvSpec LAST =
      new Linear.ConvSpec(
          List.of(1, 1), List.of(1, 1), List.of(1, 1), List.of(1, 1), 1, Layout.CHANNELS_LAST);

  private final GraphBuilder b = new GraphBuilder();
  private final Primitives p = new Primitives(b);

  private Value conv(Value x) {
    long c = x.type().dim(3);
    TensorType kernel = TensorType.of(x.dtype(), 3, 3, c, c);
    return b.add(new Linear.Conv(LAST), x, b.constant(TensorData.full(kernel, 0.1)));
  }

  @Test
  void aGraphInTheRightLayoutIsLeftAlone() {
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT32, 1, 4, 4, 2));
    Graph graph = b.build(List.of(conv(x)));
    assertSame(graph, new LayoutAssignment(Layout.CHANNELS_LAST).apply(graph));
  }

  @Test
  void shapingOpsWorkOnPermutedAxes() {
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT64, 1, 4, 6, 2));
    Value y = conv(x);
    y = p.pad(y, List.of(0L, 1L, 0L, 0L), List.of(0L, 0L, 2L, 0L), 0);
    y = p.slice(y, List.of(0L, 0L, 1L, 0L), List.of(1L, 5L, 8L, 2L), List.of(1L, 2L, 3L, 1L));
    y = p.reverse(y, List.of(2, 3));
    List<Value> parts = p.split(y, 3, List.of(1L, 1L));
    y = p.concat(List.of(parts.get(1), parts.get(0), parts.get(1)), 3);
    Value mean = p.reduce(ReduceKind.MEAN, y, List.of(1, 2), false);
    Graph graph = b.build(List.of(p.add(mean, b.constant(TensorData.full(mean.type(), 1)))));
    Graph result = PassesPropertyTest.standard(Layout.CHANNELS_FIRST).apply(graph);
    GraphVerifier.check(result);
    assertEquals(1, transposes(result).size(), result::toString);
    List<TensorData> feeds = RandomGraphs.feeds(graph);
    assertEquals(Evaluate.graph(graph, feeds), Evaluate.graph(result, feeds));
  }

  @Test
  void compositesThatKnowHowAreNoShore() {
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT64, 1, 4, 6, 2));
    Graph graph = b.build(List.of(conv(b.add(new RandomGraphs.Swish(), conv(x)))));
    Graph result = new LayoutAssignment(Layout.CHANNELS_FIRST).apply(graph);
    GraphVerifier.check(result);
    assertEquals(2, transposes(result).size(), result::toString);
  }

  @Test
  void constantsAreTransposedOnce() {
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT64, 1, 3, 3, 2));
    TensorData grid = TensorData.zeros(x.type());
    for (int i = 0; i < grid.size(); i++) {
      grid.setDouble(i, i);
    }
    Graph graph =
        b.build(List.of(p.sum(p.mul(conv(x), b.constant(grid)), List.of(0, 1, 2), false)));
    Graph result = PassesPropertyTest.standard(Layout.CHANNELS_FIRST).apply(graph);
    assertEquals(1, transposes(result).size(), result::toString);
    List<TensorData> feeds = RandomGraphs.feeds(graph);
    assertEquals(Evaluate.graph(graph, feeds), Evaluate.graph(result, feeds));
  }

  @Test
  void bodiesOfLoopsAreIslandsOfTheirOwn() {
    GraphBuilder body = new GraphBuilder();
    Primitives q = new Primitives(body);
    TensorType image = TensorType.of(DataType.FLOAT64, 1, 3, 3, 2);
    Value h = body.parameter("h", image);
    Value kernel = body.parameter("k", TensorType.of(DataType.FLOAT64, 3, 3, 2, 2));
    Value twice =
        body.add(new Linear.Conv(LAST), q.neg(body.add(new Linear.Conv(LAST), h, kernel)), kernel);
    Graph graph =
        b.build(
            b.addAll(
                new Scan(body.build(List.of(twice)), 1, 0, 3, false),
                List.of(b.parameter("h", image), b.parameter("k", kernel.type()))));
    Graph result = new LayoutAssignment(Layout.CHANNELS_FIRST).apply(graph);
    GraphVerifier.check(result);
    Graph inside = ((Scan) result.outputs().get(0).op()).body();
    assertEquals(2, transposes(inside).size(), "the carry before and after");
    List<TensorData> feeds = RandomGraphs.feeds(graph);
    assertEquals(Evaluate.graph(graph, feeds), Evaluate.graph(result, feeds));
  }
}
