package io.trihorn.graph.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import ai.djl.ndarray.types.DataType;
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
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** What simplification leaves of small expressions, whose values it may not change. */
final class SimplifyCheck {
  /** An expression in x (2, 3), v (3), a scalar s, one (1, 1) and long (4, 20). */
  interface Expression extends BiFunction<Primitives, List<Value>, Value> {}

  private SimplifyCheck() {}

  static Graph graph(DataType dtype, Expression expression) {
    GraphBuilder b = new GraphBuilder();
    List<Value> x = new ArrayList<>();
    for (long[] dims : new long[][] {{2, 3}, {3}, {}, {1, 1}, {4, 20}}) {
      x.add(b.parameter("x" + x.size(), TensorType.of(dtype, dims)));
    }
    return b.build(List.of(expression.apply(new Primitives(b), x)));
  }

  /** Numbers of both signs, none like another; of booleans every third is false. */
  private static List<TensorData> feeds(Graph graph) {
    List<TensorData> feeds = new ArrayList<>();
    int next = 0;
    for (TensorType type : graph.parameterTypes()) {
      TensorData data = TensorData.zeros(type);
      for (long i = 0; i < data.size(); i++, next++) {
        boolean logical = type.dtype() == DataType.BOOLEAN;
        data.setDouble(i, logical ? Math.min(1, next % 3) : next % 2 == 0 ? next + 1 : -next);
      }
      feeds.add(data);
    }
    return feeds;
  }

  /** The ops that are left, without parameters; more than one round never is needed here. */
  static String left(DataType dtype, Expression expression) {
    Graph graph = graph(dtype, expression);
    Graph simple = new DeadCode().apply(new Simplify().apply(graph));
    GraphVerifier.check(simple);
    List<TensorData> feeds = feeds(graph);
    assertEquals(Evaluate.graph(graph, feeds), Evaluate.graph(simple, feeds));
    return simple.nodes().stream()
        .filter(n -> !(n.op() instanceof Leaf.Parameter))
        .map(n -> n.op().label() + n.output().type().shape())
        .collect(Collectors.joining(" "));
  }

  static void becomes(String expected, Expression expression) {
    assertEquals(expected, left(DataType.FLOAT32, expression));
  }

  static void staysAsItIs(Expression expression) {
    Graph graph = graph(DataType.FLOAT32, expression);
    assertSame(graph, new Simplify().apply(graph));
  }
}
