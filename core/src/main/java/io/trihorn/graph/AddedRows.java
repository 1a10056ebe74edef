package io.trihorn.graph;

import io.trihorn.graph.Indexing.ScatterAdd;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A variable that a graph assigns its own old value with some rows added to, as a step of gradient
 * descent does with an embedding's table. A backend that adds the rows where the variable is need
 * not touch the others.
 *
 * @param variable the variable
 * @param sum the new value, which nothing else needs
 */
public record AddedRows(Variable variable, Value sum) {
  /** Where the rows go, {@code (k)}. */
  public Value indices() {
    return sum.node().input(1);
  }

  /** What is added, {@code (k, ...)}. */
  public Value rows() {
    return sum.node().input(2);
  }

  /** Those of a graph, in the order in which it assigns them. */
  public static List<AddedRows> of(Graph graph) {
    List<AddedRows> found = new ArrayList<>();
    Map<Value, Integer> uses = null;
    for (Map.Entry<Variable, Value> update : graph.updates().entrySet()) {
      if (isOwnRows(update.getKey(), update.getValue())) {
        uses = uses == null ? uses(graph) : uses;
        if (uses.get(update.getValue()) == 1) {
          found.add(new AddedRows(update.getKey(), update.getValue()));
        }
      }
    }
    return found;
  }

  private static boolean isOwnRows(Variable variable, Value value) {
    return value.op() instanceof ScatterAdd
        && value.node().inputs().stream().allMatch(v -> v.type().size() > 0)
        && value.node().input(0).op() instanceof Leaf.Read read
        && read.variable().equals(variable);
  }

  /** How often each value is an operand, an output or assigned. */
  public static Map<Value, Integer> uses(Graph graph) {
    Map<Value, Integer> uses = new HashMap<>();
    graph.nodes().forEach(n -> n.inputs().forEach(v -> uses.merge(v, 1, Integer::sum)));
    graph.outputs().forEach(v -> uses.merge(v, 1, Integer::sum));
    graph.updates().values().forEach(v -> uses.merge(v, 1, Integer::sum));
    return uses;
  }
}
