package io.trihorn.model;

import java.util.List;
import java.util.Map;

/**
 * The layers of a model and how they are connected, as Keras's {@code model_to_dot} gives them.
 *
 * @param name the model's name
 * @param attributes of the whole drawing
 * @param nodes the layers
 * @param edges which layer's output goes to which, each pair once
 * @param subgraphs models inside whose layers are shown
 */
public record DotGraph(
    String name,
    Map<String, String> attributes,
    List<Node> nodes,
    List<Edge> edges,
    List<DotGraph> subgraphs) {
  /** A graph. */
  public DotGraph {
    attributes = Map.copyOf(attributes);
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
    subgraphs = List.copyOf(subgraphs);
  }

  /**
   * A layer.
   *
   * @param id unique in the drawing
   * @param layer the layer's name
   * @param label what stands in its box
   */
  public record Node(String id, String layer, DotLabel label) {}

  /**
   * A connection.
   *
   * @param from the id of the layer that gives
   * @param to the id of the layer that takes
   */
  public record Edge(String from, String to) {}

  /** The graph in Graphviz's language. */
  public String text() {
    StringBuilder out = new StringBuilder("digraph G {\n");
    attributes.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            a -> out.append(a.getKey()).append('=').append(quoted(a.getValue())).append(";\n"));
    out.append("node [shape=record];\n");
    append(out);
    return out.append("}\n").toString();
  }

  private void append(StringBuilder out) {
    for (Node node : nodes) {
      out.append(node.id())
          .append(" [label=")
          .append(node.label().html())
          .append(", fontname=Helvetica, border=0, margin=0];\n");
    }
    for (DotGraph inner : subgraphs) {
      out.append("subgraph ").append(quoted("cluster_" + inner.name())).append(" {\n");
      out.append("style=dashed; labeljust=l; label=").append(quoted(inner.name())).append(";\n");
      inner.append(out);
      out.append("}\n");
    }
    edges.forEach(
        e -> out.append(e.from()).append(" -> ").append(e.to()).append(" [penwidth=2];\n"));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
