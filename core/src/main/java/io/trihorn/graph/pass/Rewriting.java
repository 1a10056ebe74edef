package io.trihorn.graph.pass;

import io.trihorn.graph.Control.Scan;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Node;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Copies a graph node by node, operands first, with some nodes replaced on the way. */
final class Rewriting {
  /** What takes a node's place. */
  @FunctionalInterface
  interface Rule {
    /**
     * The values that stand for the node's results from here on, of the same types.
     *
     * @param builder where new nodes go
     * @param node the node in the old graph
     * @param inputs what stands for its operands
     * @return null to copy the node
     */
    List<Value> apply(GraphBuilder builder, Node node, List<Value> inputs);
  }

  private Rewriting() {}

  /**
   * The graph after one walk; the same object if no rule did anything.
   *
   * @param bodies what is done to the bodies of loops before the rule sees these
   */
  static Graph run(Graph graph, Pass bodies, Rule rule) {
    GraphBuilder builder = new GraphBuilder();
    Map<Value, Value> values = new HashMap<>(graph.nodes().size() * 2);
    boolean changed = false;
    for (Node node : graph.nodes()) {
      List<Value> inputs = mapped(node.inputs(), values);
      List<Value> results = null;
      if (node.op() instanceof Scan scan) {
        Graph body = bodies.apply(scan.body());
        if (body != scan.body()) {
          results = builder.within(node.scope(), () -> builder.addAll(with(scan, body), inputs));
        }
      }
      if (results == null) {
        results = builder.within(node.scope(), () -> rule.apply(builder, node, inputs));
      }
      changed |= results != null;
      if (results == null) {
        results = builder.copy(node, inputs).outputs();
      }
      for (int i = 0; i < results.size(); i++) {
        values.put(node.outputs().get(i), results.get(i));
      }
    }
    return changed ? finish(graph, builder, values) : graph;
  }

  /** Puts the bodies of a graph's loops through a pass, and nothing else. */
  static Graph bodies(Graph graph, Pass pass) {
    boolean loops = graph.nodes().stream().anyMatch(node -> node.op() instanceof Scan);
    return loops ? run(graph, pass, (builder, node, inputs) -> null) : graph;
  }

  /** Cuts out of a builder what stands for a graph's outputs and updates. */
  static Graph finish(Graph graph, GraphBuilder builder, Map<Value, Value> values) {
    Map<Variable, Value> updates = new LinkedHashMap<>();
    graph.updates().forEach((variable, value) -> updates.put(variable, values.get(value)));
    return builder.build(mapped(graph.outputs(), values), updates);
  }

  static List<Value> mapped(List<Value> old, Map<Value, Value> values) {
    List<Value> result = new ArrayList<>(old.size());
    for (Value value : old) {
      result.add(values.get(value));
    }
    return result;
  }

  /** The same loop around another body. */
  static Scan with(Scan scan, Graph body) {
    return new Scan(body, scan.carries(), scan.sequences(), scan.length(), scan.reverse());
  }
}
