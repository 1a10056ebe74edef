package io.trihorn.graph.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.graph.Graph;
import io.trihorn.graph.Layout;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.gradient.Evaluate;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever the graph: passes leave it well formed, and its values as they were. */
class PassesPropertyTest {
  private static final Pass FOLD = new ConstantFolding(g -> Evaluate.graph(g, List.of()));

  /** Passes that may change no bit. */
  private static final Map<String, Pass> EXACT =
      Map.of(
          "decompose", new Decompose((op, types) -> false),
          "fold", FOLD,
          "simplify", new Simplify(),
          "merge", new CommonSubexpressions(),
          "dead code", new DeadCode(),
          "clean up", Passes.cleanUp(g -> Evaluate.graph(g, List.of())));

  /** Passes that may change the order of summation. */
  private static final Map<String, Pass> CLOSE =
      Map.of(
          "channels last",
          new LayoutAssignment(Layout.CHANNELS_LAST),
          "channels first",
          new LayoutAssignment(Layout.CHANNELS_FIRST),
          "standard",
          standard(Layout.CHANNELS_FIRST),
          "standard keeping composites",
          Passes.standard(
              Layout.CHANNELS_LAST, (op, types) -> true, g -> Evaluate.graph(g, List.of())));

  static Pass standard(Layout layout) {
    return Passes.standard(layout, (op, types) -> false, g -> Evaluate.graph(g, List.of()));
  }

  @Property(tries = 400)
  void keepValues(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int ops) {
    Graph graph = RandomGraphs.make(seed, ops);
    GraphVerifier.check(graph);
    List<TensorData> feeds = RandomGraphs.feeds(graph);
    List<TensorData> expected = Evaluate.graph(graph, feeds);
    EXACT.forEach((name, pass) -> compare(name, 0, pass.apply(graph), feeds, expected));
    CLOSE.forEach((name, pass) -> compare(name, 1e-9, pass.apply(graph), feeds, expected));
  }

  private static void compare(
      String name,
      double tolerance,
      Graph graph,
      List<TensorData> feeds,
      List<TensorData> expected) {
    GraphVerifier.check(graph);
    List<TensorData> actual = Evaluate.graph(graph, feeds);
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).type(), actual.get(i).type(), name);
      for (long k = 0; k < expected.get(i).size(); k++) {
        double e = expected.get(i).getDouble(k);
        double a = actual.get(i).getDouble(k);
        boolean same = Double.compare(e, a) == 0;
        assertTrue(
            same || Math.abs(e - a) <= tolerance * Math.max(1, Math.abs(e)),
            () -> name + " gives " + a + " for " + e + "\n" + graph);
      }
    }
  }
}
