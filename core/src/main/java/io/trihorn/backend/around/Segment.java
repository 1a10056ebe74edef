package io.trihorn.backend.around;

import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A part of a graph as a graph of its own.
 *
 * @param name the path of the layer that made it
 * @param graph the part; it reads variables itself
 * @param needed the values of the whole graph that are its parameters
 * @param given the values of the whole graph that are its outputs
 */
record Segment(String name, Graph graph, List<Value> needed, List<Value> given) {
  /** The name of the last part, which gives the outputs and assigns the variables. */
  static final String END = "(outputs and updates)";

  /**
   * The parts of a graph, in order: nodes that follow each other and have one name. The last one
   * has no nodes but gives all outputs and assigns all variables, so that every read before it sees
   * the values from before the run.
   */
  static List<Segment> of(Graph graph, Function<Node, String> name) {
    Set<Value> wanted = new LinkedHashSet<>(graph.outputs());
    wanted.addAll(graph.updates().values());
    List<List<Node>> runs = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Leaf) {
        continue;
      }
      wanted.addAll(node.inputs());
      List<Node> last = runs.isEmpty() ? List.of() : runs.get(runs.size() - 1);
      if (last.isEmpty() || !name.apply(last.get(0)).equals(name.apply(node))) {
        last = new ArrayList<>();
        runs.add(last);
      }
      last.add(node);
    }
    List<Segment> segments = new ArrayList<>();
    for (List<Node> run : runs) {
      Part part = new Part();
      run.forEach(part::add);
      List<Value> given = new ArrayList<>();
      run.forEach(node -> node.outputs().stream().filter(wanted::contains).forEach(given::add));
      segments.add(part.finish(name.apply(run.get(0)), given, Map.of()));
    }
    segments.add(new Part().finish(END, graph.outputs(), graph.updates()));
    return segments;
  }

  /** A part being built. */
  private static final class Part {
    private final GraphBuilder builder = new GraphBuilder();
    private final Map<Value, Value> values = new HashMap<>();
    private final List<Value> needed = new ArrayList<>();

    void add(Node node) {
      List<Value> inputs = node.inputs().stream().map(this::here).toList();
      List<Value> outputs = builder.copy(node, inputs).outputs();
      for (int i = 0; i < outputs.size(); i++) {
        values.put(node.outputs().get(i), outputs.get(i));
      }
    }

    /** What stands for a value of the whole graph. */
    private Value here(Value value) {
      return values.computeIfAbsent(
          value,
          v -> {
            if (v.op() instanceof Leaf.Read || v.op() instanceof Leaf.Constant) {
              return builder.copy(v.node(), List.of()).output();
            }
            needed.add(v);
            return builder.parameter("value_" + needed.size(), v.type());
          });
    }

    Segment finish(String name, List<Value> given, Map<Variable, Value> updates) {
      List<Value> outputs = given.stream().map(this::here).toList();
      Map<Variable, Value> assigned = new LinkedHashMap<>();
      updates.forEach((variable, value) -> assigned.put(variable, here(value)));
      return new Segment(name, builder.build(outputs, assigned), needed, given);
    }
  }
}
