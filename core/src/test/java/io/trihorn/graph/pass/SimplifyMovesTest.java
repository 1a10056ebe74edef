package io.trihorn.graph.pass;

import static io.trihorn.graph.pass.SimplifyCheck.becomes;
import static io.trihorn.graph.pass.SimplifyCheck.graph;
import static io.trihorn.graph.pass.SimplifyCheck.staysAsItIs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What simplification makes of ops that move elements. */
class SimplifyMovesTest {
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

  @Test
  void movesThatMoveNothingGo() {
    Shape whole = new Shape(2, 3);
    becomes("", (p, x) -> p.builder().add(new Shaping.Reshape(whole), x.get(0)));
    becomes("", (p, x) -> p.builder().add(new Shaping.Broadcast(whole), x.get(0)));
    becomes("", (p, x) -> p.builder().add(new Shaping.Transpose(List.of(0, 1)), x.get(0)));
    becomes(
        "",
        (p, x) ->
            p.builder()
                .add(
                    new Shaping.Slice(List.of(0L, 0L), List.of(2L, 3L), List.of(1L, 1L)),
                    x.get(0)));
    List<Long> none = List.of(0L, 0L);
    becomes("", (p, x) -> p.builder().add(new Shaping.Pad(none, none, 7), x.get(0)));
    becomes("", (p, x) -> p.builder().add(new Shaping.Concat(0), x.get(0)));
    becomes("", (p, x) -> p.builder().add(new Shaping.Split(0, List.of(2L)), x.get(0)));
    staysAsItIs((p, x) -> p.pad(x.get(0), none, List.of(0L, 1L), 7));
  }

  @Test
  void oneElementRepeatedHasNoOrder() {
    Shape whole = new Shape(2, 3);
    becomes("broadcast(6)", (p, x) -> p.reshape(p.broadcast(x.get(2), whole), 6));
    becomes("reshape() broadcast(6)", (p, x) -> p.reshape(p.broadcast(x.get(3), whole), 6));
    becomes(
        "reshape() broadcast(3, 2)",
        (p, x) -> p.transpose(p.broadcast(x.get(3), whole), List.of(1, 0)));
    staysAsItIs((p, x) -> p.reshape(p.broadcast(x.get(1), whole), 6));
    staysAsItIs((p, x) -> p.transpose(p.broadcast(x.get(1), whole), List.of(1, 0)));
  }

  @Test
  void repetitionsOfRepetitionsAreOne() {
    Shape more = new Shape(4, 2, 3);
    becomes(
        "broadcast(4, 2, 3)", (p, x) -> p.broadcast(p.broadcast(x.get(1), new Shape(2, 3)), more));
    becomes("broadcast(4, 2, 3)", (p, x) -> p.broadcast(p.reshape(x.get(1), 1, 3), more));
    staysAsItIs((p, x) -> p.broadcast(x.get(1), more));
    staysAsItIs((p, x) -> p.broadcast(p.reshape(x.get(1), 3, 1), new Shape(3, 2)));
  }

  @Test
  void slicesOfSlicesAreOne() {
    becomes(
        "slice(1, 3)",
        (p, x) ->
            p.slice(
                p.slice(x.get(4), List.of(1L, 2L), List.of(4L, 19L), List.of(2L, 3L)),
                List.of(1L, 1L),
                List.of(2L, 6L),
                List.of(1L, 2L)));
    // Up to the last element and not beyond it.
    becomes(
        "slice(2, 3)",
        (p, x) ->
            p.slice(
                p.slice(x.get(4), List.of(0L, 1L), List.of(4L, 20L), List.of(3L, 6L)),
                List.of(0L, 1L),
                List.of(2L, 4L),
                List.of(1L, 1L)));
    becomes(
        "slice(2, 0)",
        (p, x) ->
            p.slice(
                p.slice(x.get(4), List.of(0L, 5L), List.of(2L, 20L), List.of(1L, 2L)),
                List.of(0L, 4L),
                List.of(2L, 4L),
                List.of(1L, 1L)));
    staysAsItIs((p, x) -> p.slice(x.get(4), 1, 3, 5));
  }

  @Test
  void axesOfOneElementAreNotReversed() {
    becomes(
        "reshape(1, 3) reverse(1, 3)",
        (p, x) -> p.reverse(p.reshape(x.get(1), 1, 3), List.of(0, 1)));
    becomes("", (p, x) -> p.reverse(x.get(3), List.of(0, 1)));
    becomes("reverse(2, 3)", (p, x) -> p.reverse(p.reverse(x.get(0), List.of(1)), List.of(0)));
    staysAsItIs((p, x) -> p.reverse(x.get(0), List.of(0)));
    staysAsItIs((p, x) -> p.reverse(x.get(0), List.of(0, 1)));
  }

  @Test
  void emptyPartsGo() {
    becomes(
        "concat(4, 3)",
        (p, x) -> p.concat(List.of(x.get(0), p.slice(x.get(0), 0, 1, 1), x.get(0)), 0));
    becomes("", (p, x) -> p.concat(List.of(p.slice(x.get(0), 0, 1, 1), x.get(0)), 0));
    staysAsItIs((p, x) -> p.concat(List.of(x.get(0), x.get(0)), 0));
    staysAsItIs(
        (p, x) -> p.concat(List.of(p.slice(x.get(0), 0, 0, 0), p.slice(x.get(0), 0, 2, 2)), 0));
  }

  @Test
  void onlyAWholeSplitIsPutTogetherAgain() {
    staysAsItIs(
        (p, x) -> {
          List<Value> parts = p.split(x.get(0), 1, List.of(1L, 1L, 1L));
          return p.concat(parts.subList(0, 2), 1);
        });
    staysAsItIs(
        (p, x) -> {
          List<Value> parts = p.split(x.get(4), 0, List.of(2L, 2L));
          return p.concat(parts, 1);
        });
    staysAsItIs(
        (p, x) -> {
          List<Value> parts = p.split(x.get(4), 0, List.of(2L, 2L));
          return p.concat(List.of(parts.get(1), parts.get(0)), 0);
        });
  }

  @Test
  void reductionsOverAxesOfOneElementOnlyReshape() {
    becomes(
        "reshape(3, 1) reshape(3)",
        (p, x) -> p.reduce(ReduceKind.MAX, p.reshape(x.get(1), 3, 1), List.of(1), false));
    staysAsItIs((p, x) -> p.reduce(ReduceKind.MAX, x.get(1), List.of(0), false));
  }

  @Test
  void productsTransposeEitherOperandButNoBatches() {
    for (boolean flipped : new boolean[] {false, true}) {
      becomes(
          "matmul(3, 3)",
          (p, x) -> {
            Value x2 = p.transpose(x.get(0), List.of(1, 0));
            return flipped ? p.matmul(x2, x2, false, true) : p.matmul(x.get(0), x2, true, true);
          });
    }
    staysAsItIs((p, x) -> p.matmul(x.get(0), x.get(0), false, true));
    // Batches change places with rows.
    staysAsItIs(
        (p, x) -> {
          Value batches = p.reshape(x.get(4), 4, 5, 4);
          Value moved = p.transpose(batches, List.of(1, 0, 2));
          return p.matmul(moved, moved, false, true);
        });
    becomes(
        "reshape(4, 5, 4) matmul(4, 4, 4)",
        (p, x) -> {
          Value batches = p.reshape(x.get(4), 4, 5, 4);
          return p.matmul(p.transpose(batches, List.of(0, 2, 1)), batches, false, false);
        });
  }
}
