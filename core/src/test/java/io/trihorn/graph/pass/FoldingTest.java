package io.trihorn.graph.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.gradient.Evaluate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What constants are folded to, what is asked of the evaluator, and what is too large to keep. */
class FoldingTest {
  private final GraphBuilder b = new GraphBuilder();
  private final Primitives p = new Primitives(b);
  private final List<Graph> evaluated = new ArrayList<>();
  private final Pass fold =
      new ConstantFolding(
          graph -> {
            evaluated.add(graph);
            return Evaluate.graph(graph, List.of());
          });

  private Value ones(int count) {
    return b.constant(TensorData.full(TensorType.of(DataType.FLOAT32, count), 1));
  }

  private List<String> left(Value root) {
    Graph graph = b.build(List.of(root));
    Graph folded = fold.apply(graph);
    GraphVerifier.check(folded);
    assertEquals(Evaluate.graph(graph, List.of()), Evaluate.graph(folded, List.of()));
    return folded.nodes().stream().map(node -> node.op().label()).toList();
  }

  @Test
  void onlyWhatSomethingNeedsIsAskedFor() {
    assertEquals(
        List.of("constant"), left(p.unary(UnaryKind.EXP, p.unary(UnaryKind.SIN, ones(3)))));
    assertEquals(1, evaluated.size());
    assertEquals(1, evaluated.get(0).outputs().size());
    assertEquals("exp", evaluated.get(0).outputs().get(0).op().label());
  }

  @Test
  void allResultsOfANodeAreFolded() {
    List<Value> parts =
        p.split(b.constant(TensorData.of(new float[] {1, 2, 3}, 3)), 0, List.of(1L, 2L));
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT32, 2));
    Graph graph = b.build(List.of(p.add(p.add(x, parts.get(0)), parts.get(1))));
    Graph folded = fold.apply(graph);
    assertEquals(
        List.of("constant", "constant", "parameter", "add", "add"),
        folded.nodes().stream().map(node -> node.op().label()).toList());
    List<TensorData> feeds = List.of(TensorData.of(new float[] {5, 7}, 2));
    assertEquals(Evaluate.graph(graph, feeds), Evaluate.graph(folded, feeds));
  }

  @Test
  void aGraphWithNothingToFoldIsNotEvaluated() {
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT32, 2));
    Graph graph = b.build(List.of(p.add(x, 1)));
    assertSame(graph, fold.apply(graph));
    assertEquals(List.of(), evaluated);
  }

  @Test
  void aResultMayBeAsLargeAsItsOperands() {
    int large = 20_000;
    assertEquals(List.of("constant"), left(p.neg(ones(large))));
    Value padded = p.pad(ones(large), List.of(0L), List.of(1L), 0);
    assertEquals(List.of("constant", "pad"), left(padded));
  }

  @Test
  void aSmallResultMayBeLargerThanItsOperands() {
    // 64 KiB is free, but repetition of one number more than a KiB is not.
    int most = 16 << 10;
    assertEquals(List.of("constant"), left(p.pad(ones(1), List.of(0L), List.of(most - 1L), 0)));
    assertEquals(
        List.of("constant", "pad"), left(p.pad(ones(1), List.of(0L), List.of((long) most), 0)));
    assertEquals(List.of("constant"), left(p.broadcast(ones(1), new Shape(256))));
    assertEquals(List.of("constant", "broadcast"), left(p.broadcast(ones(1), new Shape(257))));
  }

  @Test
  void inTracesSmallRepetitionsStayAsLargeOnesDo() {
    Pass traces = ConstantFolding.ofTraces(graph -> Evaluate.graph(graph, List.of()));
    for (long size : new long[] {2, 256, 257}) {
      Graph graph = b.build(List.of(p.broadcast(ones(1), new Shape(size))));
      assertSame(graph, traces.apply(graph));
    }
  }

  @Test
  void constantsThatDifferLateAreNotMerged() {
    TensorData zeros = TensorData.zeros(TensorType.of(DataType.FLOAT64, 100));
    TensorData other = zeros.copy();
    other.setDouble(99, 1);
    Graph graph = b.build(List.of(p.add(b.constant(zeros), b.constant(other))));
    assertSame(graph, new CommonSubexpressions().apply(graph));
    Graph same =
        new CommonSubexpressions()
            .apply(b.build(List.of(p.add(b.constant(zeros), b.constant(zeros.copy())))));
    assertEquals(1, same.nodes().stream().filter(n -> n.op() instanceof Leaf.Constant).count());
  }
}
