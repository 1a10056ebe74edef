package io.trihorn.graph.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Control.Scan;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Op;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.gradient.Evaluate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Loops that are merged, made smaller, expanded, and those that are left as they are. */
class LoopPassesTest {
  private static final TensorType SCALAR = TensorType.of(DataType.FLOAT32);
  private static final List<TensorData> FEEDS =
      List.of(TensorData.scalar(DataType.FLOAT32, 2), TensorData.of(new float[] {1, 2, 3, 4}, 4));

  private final GraphBuilder b = new GraphBuilder();
  private final Primitives p = new Primitives(b);
  private final Value c = b.parameter("c", SCALAR);
  private final Value x = b.parameter("x", TensorType.of(DataType.FLOAT32, 4));

  /** A loop of one carry and one sequence. */
  private List<Value> loop(
      Value carry, Value sequence, BiFunction<Primitives, List<Value>, List<Value>> step) {
    GraphBuilder body = new GraphBuilder();
    List<Value> in = List.of(body.parameter("c", SCALAR), body.parameter("x", SCALAR));
    Graph graph = body.build(step.apply(new Primitives(body), in));
    return b.addAll(new Scan(graph, 1, 1, 4, false), List.of(carry, sequence));
  }

  private static long loops(Graph graph) {
    return graph.nodes().stream().filter(n -> n.op() instanceof Scan).count();
  }

  private static Graph checked(Pass pass, Graph graph) {
    Graph result = pass.apply(graph);
    GraphVerifier.check(result);
    assertEquals(Evaluate.graph(graph, FEEDS), Evaluate.graph(result, FEEDS));
    return result;
  }

  private static List<Value> products(Primitives q, List<Value> in) {
    return List.of(q.mul(in.get(0), in.get(1)), q.neg(in.get(1)));
  }

  private static List<Value> sums(Primitives q, List<Value> in) {
    return List.of(q.mul(in.get(0), in.get(1)), q.square(in.get(1)));
  }

  private static List<Value> both(Primitives q, List<Value> in) {
    return List.of(q.mul(in.get(0), in.get(1)), q.square(in.get(1)), q.neg(in.get(1)));
  }

  @Test
  void theLargestLoopTakesThePlaceOfAllThatItIncludes() {
    List<Value> outputs = new ArrayList<>();
    outputs.addAll(loop(c, x, LoopPassesTest::products));
    outputs.addAll(loop(c, x, LoopPassesTest::products));
    outputs.addAll(loop(c, x, LoopPassesTest::sums));
    outputs.addAll(loop(c, x, LoopPassesTest::both));
    Graph graph = b.build(outputs);
    assertEquals(4, loops(graph));
    assertEquals(1, loops(checked(new CommonSubexpressions(), graph)));
  }

  @Test
  void loopsOfWhichNoneIncludesTheOtherStay() {
    List<Value> outputs = new ArrayList<>(loop(c, x, LoopPassesTest::products));
    outputs.addAll(loop(c, x, LoopPassesTest::sums));
    outputs.addAll(loop(p.neg(c), x, LoopPassesTest::both));
    Graph graph = b.build(outputs);
    assertSame(graph, new CommonSubexpressions().apply(graph));
  }

  @Test
  void aLoopWhoseFirstResultIsNotUsedKeepsItsSequence() {
    Value sequence = p.unary(UnaryKind.EXP, x);
    List<Value> made = loop(p.unary(UnaryKind.SIN, c), sequence, LoopPassesTest::both);
    Graph less = checked(new DeadCode(), b.build(List.of(made.get(0), made.get(2))));
    Value first = less.outputs().get(0);
    assertEquals(2, first.node().outputs().size());
    assertEquals(2, first.node().inputs().size());
    assertSame(less, new DeadCode().apply(less));
  }

  @Test
  void aLoopOfWhichAllIsUsedIsLeftAlone() {
    Graph graph = b.build(loop(p.unary(UnaryKind.SIN, c), x, LoopPassesTest::both));
    assertSame(graph, new DeadCode().apply(graph));
  }

  @Test
  void aCarryOfWhichOnlyTheFirstValueIsUsedKeepsItsPlace() {
    // The carry is replaced in each step by the slice: its operand matters only to the result.
    List<Value> made =
        loop(c, x, (q, in) -> List.of(in.get(1), q.neg(in.get(0)), q.square(in.get(1))));
    Graph less = checked(new DeadCode(), b.build(List.of(made.get(1))));
    assertEquals(2, less.outputs().get(0).node().outputs().size());
    // And one that no step reads is left out with its operand, if only a result is wanted.
    Graph none = checked(new DeadCode(), b.build(List.of(made.get(2))));
    assertEquals(1, none.outputs().get(0).node().outputs().size());
    assertEquals(List.of(none.parameters().get(1)), none.outputs().get(0).node().inputs());
  }

  @Test
  void aLastCarryThatIgnoresTheStepsKeepsItsFirstValue() {
    // The last value of a carry that no step reads: its parameter has no use in the body.
    List<Value> made = loop(c, x, (q, in) -> List.of(q.square(in.get(1)), q.neg(in.get(1))));
    Graph less = checked(new DeadCode(), b.build(List.of(made.get(0))));
    assertEquals(1, less.outputs().get(0).node().outputs().size());
    assertEquals(2, less.outputs().get(0).node().inputs().size());
  }

  @Test
  void loopsInLoopsAreMadeSmallerToo() {
    List<Value> made =
        loop(
            c,
            x,
            (q, in) -> {
              GraphBuilder inner = new GraphBuilder();
              Primitives r = new Primitives(inner);
              Value sum = inner.parameter("sum", SCALAR);
              Value factor = inner.parameter("factor", SCALAR);
              Value idle = inner.parameter("idle", SCALAR);
              Graph body = inner.build(List.of(r.add(r.mul(sum, factor), 1), r.neg(idle)));
              List<Value> results =
                  q.builder()
                      .addAll(
                          new Scan(body, 1, 0, 3, false),
                          List.of(in.get(0), in.get(1), q.neg(in.get(1))));
              return List.of(results.get(0), q.square(in.get(1)));
            });
    Graph less = checked(new DeadCode(), b.build(made));
    Graph body = ((Scan) less.outputs().get(0).op()).body();
    Op inner = body.outputs().get(0).op();
    assertEquals(1, ((Scan) inner).body().outputs().size());
    assertEquals(2, body.outputs().get(0).node().inputs().size());
    assertSame(less, new DeadCode().apply(less));
  }

  @Test
  void compositesInLoopsAreExpanded() {
    Graph graph =
        b.build(
            loop(
                c,
                x,
                (q, in) -> {
                  Value y = q.builder().add(new RandomGraphs.Swish(), q.add(in.get(0), in.get(1)));
                  return List.of(y, y);
                }));
    Graph plain = checked(new Decompose((op, types) -> false), graph);
    assertEquals(
        List.of("parameter", "parameter", "add", "sigmoid", "mul"),
        ((Scan) plain.outputs().get(0).op())
            .body().nodes().stream().map(n -> n.op().label()).toList());
  }

  @Test
  void aPassIsRepeatedUntilItFindsNothingButNotForEver() {
    List<Graph> seen = new ArrayList<>();
    Graph one = b.build(List.of(c));
    Graph two = b.build(List.of(c));
    Pass restless =
        graph -> {
          seen.add(graph);
          return graph == one ? two : one;
        };
    assertSame(two, Pass.repeat(3, restless).apply(one));
    assertEquals(List.of(one, two, one), seen);
    seen.clear();
    Pass.repeat(
            3,
            graph -> {
              seen.add(graph);
              return two;
            })
        .apply(one);
    assertEquals(List.of(one, two), seen, "the second time there was nothing to do");
  }
}
