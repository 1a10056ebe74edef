package io.trihorn.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the values of a graph take. */
public final class LiveBytes {
  private LiveBytes() {}

  /**
   * The most that values take at once in a run, one node after another in the graph's order: what
   * is fed and what is given all the time, others from their node to the last that reads them. What
   * a node takes for itself, or a loop for its body, is not counted, nor what an engine saves by
   * working in place.
   */
  public static long most(Graph graph) {
    Set<Value> whole = new HashSet<>(graph.parameters());
    whole.addAll(graph.outputs());
    long now = bytes(List.copyOf(whole));
    long most = now;
    Map<Value, Node> lastUses = lastUses(graph);
    for (Node node : graph.nodes()) {
      for (Value value : node.outputs()) {
        now += whole.contains(value) ? 0 : value.type().bytes();
      }
      most = Math.max(most, now);
      for (Value value : Set.copyOf(node.inputs())) {
        now -= !whole.contains(value) && lastUses.get(value) == node ? value.type().bytes() : 0;
      }
      for (Value value : node.outputs()) {
        now -= !whole.contains(value) && !lastUses.containsKey(value) ? value.type().bytes() : 0;
      }
    }
    return most;
  }

  private static Map<Value, Node> lastUses(Graph graph) {
    Map<Value, Node> uses = new HashMap<>();
    graph.nodes().forEach(node -> node.inputs().forEach(value -> uses.put(value, node)));
    return uses;
  }

  private static long bytes(List<Value> values) {
    return values.stream().mapToLong(value -> value.type().bytes()).sum();
  }
}
