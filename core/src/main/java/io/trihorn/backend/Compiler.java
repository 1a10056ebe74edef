package io.trihorn.backend;

import io.trihorn.graph.Composite;
import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Brings a graph into the form a backend takes, and has the backend compile it. */
public final class Compiler {
  private Compiler() {}

  /** Compiles a graph for a store of a backend. */
  public static Executable compile(Backend backend, Graph graph, VariableStore store) {
    return backend.compile(expand(graph, backend, store), store);
  }

  private static Graph expand(Graph graph, Backend backend, VariableStore store) {
    GraphBuilder b = new GraphBuilder();
    Map<Value, Value> values = new HashMap<>();
    for (Node node : graph.nodes()) {
      List<Value> inputs = node.inputs().stream().map(values::get).toList();
      List<Value> outputs = outputs(b, node, inputs, backend, store);
      for (int i = 0; i < outputs.size(); i++) {
        values.put(node.outputs().get(i), outputs.get(i));
      }
    }
    Map<Variable, Value> updates = new LinkedHashMap<>();
    graph.updates().forEach((variable, value) -> updates.put(variable, values.get(value)));
    return b.build(graph.outputs().stream().map(values::get).toList(), updates);
  }

  private static List<Value> outputs(
      GraphBuilder b, Node node, List<Value> inputs, Backend backend, VariableStore store) {
    if (node.op() instanceof Composite c && !backend.claims(c, node.inputTypes(), store.device())) {
      GraphBuilder body = new GraphBuilder();
      List<Value> parameters =
          node.inputs().stream().map(v -> body.parameter("x", v.type())).toList();
      Graph expanded = expand(body.build(c.decompose(body, parameters)), backend, store);
      return b.inline(expanded, inputs);
    }
    if (node.op() instanceof Control.Scan s) {
      Control.Scan inner =
          new Control.Scan(
              expand(s.body(), backend, store),
              s.carries(),
              s.sequences(),
              s.length(),
              s.reverse());
      return b.addAll(inner, inputs);
    }
    if (node.op() instanceof Leaf.Parameter p) {
      return List.of(b.parameter(p.name(), p.type()));
    }
    return b.copy(node, inputs).outputs();
  }
}
