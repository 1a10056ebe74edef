package io.trihorn.graph.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Composite;
import io.trihorn.graph.Control.Scan;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.gradient.Evaluate;
import io.trihorn.graph.gradient.Gradients;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each pass before and after, by the graph's listing. */
class PassesTest {
  private static final Pass FOLD = new ConstantFolding(g -> Evaluate.graph(g, List.of()));

  private final GraphBuilder b = new GraphBuilder();
  private final Primitives p = new Primitives(b);

  private Value input(String name, long... dims) {
    return b.parameter(name, TensorType.of(DataType.FLOAT32, dims));
  }

  private static long count(Graph graph, Class<? extends Op> kind) {
    return graph.nodes().stream().filter(n -> kind.isInstance(n.op())).count();
  }

  private static Graph checked(Pass pass, Graph graph) {
    Graph result = pass.apply(graph);
    GraphVerifier.check(result);
    return result;
  }

  @Test
  void constantsAreComputed() {
    Value x = input("x", 2);
    Value c = b.constant(TensorData.of(new float[] {1, 4}, 2));
    Value scale = p.mul(p.unary(UnaryKind.SQRT, c), 10);
    Graph graph = b.build(List.of(p.add(x, scale)));
    assertEquals(
        """
        %0: float32[2] = parameter x()
        %4: float32[2] = constant float32[2]{10.0, 20.0}()
        %5: float32[2] = add(%0, %4)
        return %5
        """,
        checked(FOLD, graph).toString());
  }

  @Test
  void largeRepetitionsAreNotStored() {
    Value x = input("x", 1 << 20);
    Value ones = p.broadcast(p.add(b.scalar(DataType.FLOAT32, 1), 1), new Shape(1 << 20));
    Graph folded = checked(FOLD, b.build(List.of(p.mul(x, p.neg(ones)))));
    assertEquals(2, folded.nodes().stream().filter(n -> n.inputs().isEmpty()).count());
    assertEquals(
        List.of("parameter", "constant", "broadcast", "neg", "mul"),
        folded.nodes().stream().map(n -> n.op().label()).toList());
  }

  @Test
  void equalsAreMergedAndConstantsByContent() {
    Value x = input("x", 3);
    Value y = p.add(p.mul(x, 2), p.mul(x, 2));
    Graph graph = b.build(List.of(p.unary(UnaryKind.EXP, y), p.unary(UnaryKind.EXP, y)));
    assertEquals(
        """
        %0: float32[3] = parameter x()
        %1: float32[] = constant float32[]{2.0}()
        %2: float32[3] = mul(%0, %1)
        %3: float32[3] = add(%2, %2)
        %4: float32[3] = exp(%3)
        return %4, %4
        """,
        checked(new CommonSubexpressions(), graph).toString());
  }

  @Test
  void parametersAreNeverMerged() {
    Value x = input("x", 3);
    Value y = input("x", 3);
    Graph graph = b.build(List.of(p.add(x, y)));
    assertSame(graph, new CommonSubexpressions().apply(graph));
  }

  /** {@code c' = c x}; gives the sums or products of both, in some order. */
  private static Graph body(boolean sums, boolean products) {
    GraphBuilder body = new GraphBuilder();
    Primitives q = new Primitives(body);
    Value c = body.parameter("c", TensorType.of(DataType.FLOAT32));
    Value x = body.parameter("x", TensorType.of(DataType.FLOAT32));
    Value next = q.mul(c, x);
    List<Value> results = new ArrayList<>(List.of(next));
    if (products) {
      results.add(q.mul(next, x));
    }
    if (sums) {
      results.add(q.add(next, x));
    }
    return body.build(results);
  }

  @Test
  void aLoopThatAnotherIncludesIsMergedIntoIt() {
    Value c = input("c");
    Value x = input("x", 4);
    Value sums = b.addAll(new Scan(body(true, false), 1, 1, 4, false), List.of(c, x)).get(1);
    Value used = p.neg(sums);
    List<Value> both = b.addAll(new Scan(body(true, true), 1, 1, 4, false), List.of(c, x));
    Value backward = b.addAll(new Scan(body(true, false), 1, 1, 4, true), List.of(c, x)).get(1);
    Graph graph = b.build(List.of(used, both.get(0), both.get(1), both.get(2), backward));
    Graph merged = checked(new CommonSubexpressions(), graph);
    assertEquals(3, count(graph, Scan.class));
    assertEquals(2, count(merged, Scan.class), "the other direction stays");
    assertEquals(merged.outputs().get(3), merged.outputs().get(0).node().input(0));
    List<TensorData> feeds =
        List.of(TensorData.scalar(DataType.FLOAT32, 2), TensorData.of(new float[] {1, 2, 3, 4}, 4));
    assertEquals(Evaluate.graph(graph, feeds), Evaluate.graph(merged, feeds));
  }

  @Test
  void whatNothingUsesIsLeftOutOfLoops() {
    GraphBuilder body = new GraphBuilder();
    Primitives q = new Primitives(body);
    TensorType scalar = TensorType.of(DataType.FLOAT32);
    List<Value> in = new ArrayList<>();
    for (String name : List.of("sum", "unused", "power", "x", "ignored", "factor", "idle")) {
      in.add(body.parameter(name, scalar));
    }
    Value sum = q.add(in.get(0), q.mul(in.get(3), in.get(2)));
    Value unused = q.add(in.get(1), in.get(4));
    Value power = q.mul(in.get(2), in.get(5));
    Graph graph = body.build(List.of(sum, unused, power, q.neg(sum), q.mul(unused, in.get(6))));
    List<Value> operands = new ArrayList<>();
    for (Value parameter : in) {
      int i = in.indexOf(parameter);
      operands.add(i == 3 || i == 4 ? input("s" + i, 5) : input("o" + i));
    }
    List<Value> made = b.addAll(new Scan(graph, 3, 2, 5, false), operands);
    p.neg(made.get(4));
    Graph whole = b.build(List.of(made.get(3)));
    Graph less = checked(new DeadCode(), whole);
    Node loop = less.outputs().get(0).node();
    assertEquals(
        List.of("sum", "power", "x", "factor"),
        ((Scan) loop.op())
            .body().parameters().stream().map(v -> ((Leaf.Parameter) v.op()).name()).toList());
    assertEquals(3, loop.outputs().size(), "two carries and the result");
    assertEquals(2, ((Scan) loop.op()).carries());
    assertEquals(1, ((Scan) loop.op()).sequences());
    assertEquals(whole.parameterTypes(), less.parameterTypes(), "a program keeps its parameters");
    List<TensorData> feeds =
        whole.parameterTypes().stream().map(t -> TensorData.full(t, 0.5)).toList();
    assertEquals(Evaluate.graph(whole, feeds), Evaluate.graph(less, feeds));
    assertSame(less, new DeadCode().apply(less));
  }

  private record Twice(Composite of) implements Composite {
    @Override
    public List<Value> decompose(GraphBuilder builder, List<Value> inputs) {
      return builder.addAll(of, builder.addAll(of, inputs));
    }
  }

  @Test
  void compositesAreExpandedDownToTheKeptOnes() {
    Value x = input("x", 3);
    b.enter("layer");
    Composite swish = new RandomGraphs.Swish();
    Value y = b.add(new Twice(new Twice(swish)), x);
    b.leave();
    Graph graph = b.build(List.of(y));
    Graph kept = checked(new Decompose((op, types) -> op.equals(swish)), graph);
    assertEquals(4, count(kept, RandomGraphs.Swish.class));
    Graph all = checked(new Decompose((op, types) -> false), graph);
    assertEquals(0, count(all, Composite.class));
    assertEquals(9, all.nodes().size());
    assertTrue(
        all.nodes().stream().skip(1).allMatch(n -> n.scope().equals("layer")),
        "the parts belong to the layer");
    Pass none = new Decompose((op, types) -> true);
    assertSame(graph, none.apply(graph));
  }

  @Test
  void graphsTakeNoForeignValues() {
    Value x = input("x", 3);
    Graph graph = b.build(List.of(p.neg(x)));
    GraphVerifier.check(graph);
    GraphBuilder other = new GraphBuilder();
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> other.copy(graph.outputs().get(0).node(), List.of(x)));
    assertTrue(e.getMessage().contains("made by 'parameter' in another graph"), e.getMessage());
  }

  @Test
  void deepGraphsNeedNoDeepStack() {
    Value x = input("x", 2);
    Value y = x;
    for (int i = 0; i < 12_000; i++) {
      y = i % 2 == 0 ? p.unary(UnaryKind.TANH, y) : p.add(y, x);
    }
    Value loss = p.sum(y, List.of(0), false);
    Value gradient = Gradients.of(b, loss, List.of(x)).get(0);
    Graph graph = b.build(List.of(loss, gradient));
    Graph result = checked(PassesPropertyTest.standard(Layout.CHANNELS_FIRST), graph);
    assertTrue(result.nodes().size() <= graph.nodes().size());
  }
}
