package io.trihorn.graph.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What simplification makes of small expressions in x (2, 3) and v (3). */
class SimplifyTest {
  private interface Expression extends BiFunction<Primitives, List<Value>, Value> {}

  private static Graph graph(DataType dtype, Expression expression) {
    GraphBuilder b = new GraphBuilder();
    Value x = b.parameter("x", TensorType.of(dtype, 2, 3));
    Value v = b.parameter("v", TensorType.of(dtype, 3));
    return b.build(List.of(expression.apply(new Primitives(b), List.of(x, v))));
  }

  /** The ops that are left, without parameters; more than one round never is needed here. */
  private static String left(DataType dtype, Expression expression) {
    Graph graph = new DeadCode().apply(new Simplify().apply(graph(dtype, expression)));
    GraphVerifier.check(graph);
    return graph.nodes().stream()
        .filter(n -> !(n.op() instanceof Leaf.Parameter))
        .map(n -> n.op().label() + n.output().type().shape())
        .collect(Collectors.joining(" "));
  }

  private static void becomes(String expected, Expression expression) {
    assertEquals(expected, left(DataType.FLOAT32, expression));
  }

  private static void staysAsItIs(Expression expression) {
    Graph graph = graph(DataType.FLOAT32, expression);
    assertSame(graph, new Simplify().apply(graph));
  }

  @Test
  void neutralElementsGo() {
    becomes("", (p, x) -> p.mul(x.get(0), 1));
    becomes("", (p, x) -> p.mul(p.fullLike(x.get(0), 1), x.get(0)));
    becomes("", (p, x) -> p.div(x.get(0), p.scalarLike(x.get(0), 1)));
    becomes("", (p, x) -> p.sub(x.get(0), p.fullLike(x.get(1), 0)));
    becomes("", (p, x) -> p.add(x.get(0), -0.0));
    becomes("broadcast(2, 3)", (p, x) -> p.mul(x.get(1), p.full(x.get(0).type(), 1)));
    assertEquals("", left(DataType.INT32, (p, x) -> p.add(x.get(0), 0)));
  }

  @Test
  void whatWouldChangeNaNOrZeroStays() {
    staysAsItIs((p, x) -> p.mul(x.get(0), 0));
    staysAsItIs((p, x) -> p.sub(x.get(0), x.get(0)));
    staysAsItIs((p, x) -> p.add(x.get(0), 0.0));
    staysAsItIs((p, x) -> p.div(x.get(0), x.get(0)));
    staysAsItIs((p, x) -> p.cast(p.equal(x.get(0), x.get(0)), DataType.FLOAT32));
    staysAsItIs((p, x) -> p.cast(p.cast(x.get(0), DataType.FLOAT16), DataType.FLOAT32));
  }

  @Test
  void negationsGo() {
    becomes("", (p, x) -> p.neg(p.neg(x.get(0))));
    becomes("sub(2, 3)", (p, x) -> p.add(x.get(0), p.neg(x.get(1))));
    becomes("sub(2, 3)", (p, x) -> p.add(p.neg(x.get(1)), x.get(0)));
    becomes("add(2, 3)", (p, x) -> p.sub(x.get(1), p.neg(x.get(0))));
    becomes("abs(2, 3)", (p, x) -> p.unary(UnaryKind.ABS, p.unary(UnaryKind.ABS, x.get(0))));
  }

  @Test
  void castsThroughWiderTypesGo() {
    becomes("", (p, x) -> p.cast(p.cast(x.get(0), DataType.FLOAT64), DataType.FLOAT32));
    assertEquals(
        "cast(2, 3)",
        left(DataType.UINT8, (p, x) -> p.cast(p.cast(x.get(0), DataType.INT32), DataType.FLOAT32)));
    assertEquals(
        "cast(2, 3) cast(2, 3)",
        left(
            DataType.INT64,
            (p, x) -> p.cast(p.cast(x.get(0), DataType.FLOAT32), DataType.FLOAT64)));
  }

  @Test
  void repetitionIsLeftToWhoNeedsIt() {
    Shape whole = new Shape(2, 3);
    becomes("add(2, 3)", (p, x) -> p.add(x.get(0), p.broadcast(x.get(1), whole)));
    becomes("add(2, 3)", (p, x) -> p.add(x.get(0), p.broadcast(p.reshape(x.get(1), 1, 3), whole)));
    becomes(
        "exp(3) broadcast(2, 3)", (p, x) -> p.unary(UnaryKind.EXP, p.broadcast(x.get(1), whole)));
    becomes(
        "mul(3) broadcast(2, 3)",
        (p, x) -> p.mul(p.broadcast(x.get(1), whole), p.broadcast(x.get(1), whole)));
    becomes("constant() mul(3) broadcast(2, 3)", (p, x) -> p.mul(p.broadcast(x.get(1), whole), 3));
    becomes(
        "constant() less(2, 3) where(2, 3)",
        (p, x) -> {
          Value zero = p.scalarLike(x.get(0), 0);
          return p.where(
              p.less(zero, x.get(0)), p.broadcast(x.get(1), whole), p.broadcast(zero, whole));
        });
  }

  @Test
  void choicesThatAreNoneGo() {
    becomes("", (p, x) -> p.where(p.less(x.get(0), x.get(1)), x.get(0), x.get(0)));
    becomes(
        "",
        (p, x) ->
            p.where(p.full(TensorType.of(DataType.BOOLEAN, 3), 1), x.get(0), p.neg(x.get(0))));
    becomes("", (p, x) -> p.binary(BinaryKind.MAX, x.get(0), x.get(0)));
  }

  @Test
  void movesAreJoined() {
    becomes("", (p, x) -> p.transpose(p.transpose(x.get(0), List.of(1, 0)), List.of(1, 0)));
    becomes(
        "broadcast(4, 2, 3) transpose(2, 4, 3)",
        (p, x) ->
            p.transpose(
                p.transpose(p.broadcast(x.get(0), new Shape(4, 2, 3)), List.of(2, 0, 1)),
                List.of(2, 1, 0)));
    becomes("reshape(3, 1, 2)", (p, x) -> p.reshape(p.reshape(x.get(0), 6), 3, 1, 2));
    becomes("", (p, x) -> p.reshape(p.reshape(x.get(0), 6), 2, 3));
    becomes(
        "reshape(1, 3, 1)", (p, x) -> p.transpose(p.reshape(x.get(1), 1, 1, 3), List.of(0, 2, 1)));
    becomes("", (p, x) -> p.reverse(p.reverse(x.get(0), List.of(0, 1)), List.of(0, 1)));
    becomes("reverse(2, 3)", (p, x) -> p.reverse(p.reverse(x.get(0), List.of(0, 1)), List.of(1)));
    becomes("slice(1, 1)", (p, x) -> p.slice(p.slice(x.get(0), 0, 1, 2), 1, 2, 3));
    becomes("", (p, x) -> p.concat(p.split(x.get(0), 1, List.of(1L, 2L)), 1));
    becomes(
        "slice(2, 1) reshape(2)", (p, x) -> p.sum(p.slice(x.get(0), 1, 0, 1), List.of(1), false));
  }

  @Test
  void productsTransposeTheirOperandsThemselves() {
    Graph graph =
        new Simplify()
            .apply(
                graph(
                    DataType.FLOAT32,
                    (p, x) ->
                        p.matmul(p.transpose(x.get(0), List.of(1, 0)), x.get(0), false, false)));
    assertEquals(new Linear.MatMul(true, false), graph.outputs().get(0).op());
    assertEquals(0, graph.nodes().stream().filter(n -> n.op() instanceof Shaping).count());
  }
}
