package io.trihorn.graph.pass;

import io.trihorn.graph.Graph;
import java.util.List;

/**
 * A rewrite of a graph into one that gives the same outputs and updates for the same parameters and
 * variables. The parameters keep their number and order.
 */
@FunctionalInterface
public interface Pass {
  /** The rewritten graph; the same object if there was nothing to do. */
  Graph apply(Graph graph);

  /** One pass after another. */
  static Pass sequence(List<Pass> passes) {
    return graph -> {
      Graph result = graph;
      for (Pass pass : passes) {
        result = pass.apply(result);
      }
      return result;
    };
  }

  /** A pass again and again until it finds nothing to do, but not more often than so many times. */
  static Pass repeat(int times, Pass pass) {
    return graph -> {
      Graph result = graph;
      for (int i = 0; i < times; i++) {
        Graph next = pass.apply(result);
        if (next == result) {
          break;
        }
        result = next;
      }
      return result;
    };
  }
}
