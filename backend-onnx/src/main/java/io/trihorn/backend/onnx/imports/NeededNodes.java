package io.trihorn.backend.onnx.imports;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the nodes that some values are computed by, and puts them into an order in which each comes
 * after those it needs, which not all files keep.
 */
final class NeededNodes {
  private final Map<String, Integer> makers = new HashMap<>();
  private final GraphProto graph;
  private final Set<Integer> done = new HashSet<>();
  private final Set<Integer> open = new HashSet<>();
  private final List<NodeProto> ordered = new ArrayList<>();

  private NeededNodes(GraphProto graph) {
    this.graph = graph;
    for (int i = 0; i < graph.getNodeCount(); i++) {
      for (String output : graph.getNode(i).getOutputList()) {
        makers.put(output, i);
      }
    }
  }

  static List<NodeProto> of(GraphProto graph, Collection<String> values) {
    NeededNodes needed = new NeededNodes(graph);
    values.forEach(needed::visit);
    return needed.ordered;
  }

  /** The names that some nodes read, and those of some values. */
  static Set<String> names(List<NodeProto> nodes, List<String> values) {
    Set<String> names = new HashSet<>(values);
    nodes.forEach(node -> read(node, names));
    return names;
  }

  /** These nodes and all in the graphs that they have. */
  static List<NodeProto> within(List<NodeProto> nodes) {
    List<NodeProto> all = new ArrayList<>(nodes);
    for (NodeProto node : nodes) {
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.hasG()) {
          all.addAll(within(attribute.getG().getNodeList()));
        }
        attribute.getGraphsList().forEach(graph -> all.addAll(within(graph.getNodeList())));
      }
    }
    return all;
  }

  private void visit(String value) {
    Deque<Integer> stack = new ArrayDeque<>();
    push(value, stack);
    while (!stack.isEmpty()) {
      int top = stack.peek();
      if (done.contains(top)) {
        stack.pop();
      } else if (open.add(top)) {
        Set<String> names = new HashSet<>();
        read(graph.getNode(top), names);
        names.forEach(name -> push(name, stack));
      } else {
        stack.pop();
        done.add(top);
        ordered.add(graph.getNode(top));
      }
    }
  }

  private void push(String value, Deque<Integer> stack) {
    Integer maker = makers.get(value);
    if (maker == null || done.contains(maker)) {
      return;
    }
    if (open.contains(maker)) {
      throw new OnnxImportException(
          GraphTrace.describe(graph.getNode(maker)) + " needs its own result");
    }
    stack.push(maker);
  }

  /** Adds the names a node reads, those that graphs inside it may read from around it too. */
  private static void read(NodeProto node, Set<String> names) {
    node.getInputList().stream().filter(n -> !n.isEmpty()).forEach(names::add);
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        read(attribute.getG(), names);
      }
      attribute.getGraphsList().forEach(g -> read(g, names));
    }
  }

  private static void read(GraphProto inner, Set<String> names) {
    Set<String> inside = new HashSet<>();
    inner.getNodeList().forEach(n -> read(n, inside));
    inner.getOutputList().forEach(o -> inside.add(o.getName()));
    inner.getNodeList().forEach(n -> inside.removeAll(n.getOutputList()));
    inner.getInputList().forEach(i -> inside.remove(i.getName()));
    names.addAll(inside);
  }
}
