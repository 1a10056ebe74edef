package io.trihorn.graph;

import java.util.List;
import java.util.stream.Collectors;

/** Writes graphs for people. */
final class GraphPrinter {
  private GraphPrinter() {}

  static String text(Graph graph) {
    StringBuilder out = new StringBuilder();
    for (Node node : graph.nodes()) {
      out.append(line(node, "")).append('\n');
      if (node.op() instanceof Control.Scan scan) {
        out.append(indent(text(scan.body()))).append('\n');
      }
    }
    out.append("return ").append(list(graph.outputs())).append('\n');
    graph.updates().forEach((v, value) -> out.append(v.name() + " <- " + value + "\n"));
    return out.toString();
  }

  private static String indent(String text) {
    return text.lines().map(l -> "    " + l).collect(Collectors.joining("\n"));
  }

  private static String line(Node node, String prefix) {
    String results = list(node.outputs());
    String types =
        node.outputs().stream().map(v -> v.type().toString()).collect(Collectors.joining(", "));
    String scope = node.scope().isEmpty() ? "" : "  // " + node.scope();
    return prefix
        + results
        + ": "
        + types
        + " = "
        + describe(node.op())
        + "("
        + list(node.inputs())
        + ")"
        + scope;
  }

  private static String list(List<Value> values) {
    return values.stream().map(Value::toString).collect(Collectors.joining(", "));
  }

  /** The op's name with its attributes in braces, where it has any. */
  private static String describe(Op op) {
    if (op instanceof Leaf.Constant c) {
      return "constant " + c.value();
    }
    if (op instanceof Leaf.Read r) {
      return "read " + r.variable().name();
    }
    if (op instanceof Leaf.Parameter p) {
      return "parameter " + p.name();
    }
    if (op instanceof Control.Scan s) {
      return "scan {carries="
          + s.carries()
          + ", sequences="
          + s.sequences()
          + ", length="
          + s.length()
          + ", reverse="
          + s.reverse()
          + "}";
    }
    if (op instanceof Elementwise.Unary || op instanceof Elementwise.Binary) {
      return op.label();
    }
    String record = op.toString();
    String attributes = record.substring(record.indexOf('[') + 1, record.length() - 1);
    return attributes.isEmpty() ? op.label() : op.label() + " {" + attributes + "}";
  }

  static String dot(Graph graph) {
    StringBuilder out = new StringBuilder("digraph trihorn {\n  node [shape=box];\n");
    for (Node node : graph.nodes()) {
      String types =
          node.outputs().stream().map(v -> v.type().toString()).collect(Collectors.joining("\\n"));
      String name = describe(node.op()).replace("\\", "\\\\").replace("\"", "\\\"");
      out.append("  n" + node.id() + " [label=\"" + name + "\\n" + types + "\"];\n");
      for (Value input : node.inputs()) {
        out.append("  n" + input.node().id() + " -> n" + node.id() + ";\n");
      }
    }
    graph.outputs().forEach(v -> out.append("  n" + v.node().id() + " -> out;\n"));
    graph
        .updates()
        .forEach(
            (variable, v) ->
                out.append("  n" + v.node().id() + " -> \"" + variable.name() + "\";\n"));
    return out.append("}\n").toString();
  }
}
