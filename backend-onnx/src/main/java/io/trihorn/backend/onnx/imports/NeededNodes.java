package io.trihorn.backend.onnx.imports;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the nodes that some values are computed by. */
final class NeededNodes {
  private NeededNodes() {}

  static List<NodeProto> of(GraphProto graph, List<String> outputs) {
    Set<String> needed = new HashSet<>(outputs);
    List<NodeProto> kept = new ArrayList<>();
    for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
      NodeProto node = graph.getNode(i);
      if (node.getOutputList().stream().anyMatch(needed::contains)) {
        kept.add(node);
        read(node, needed);
      }
    }
    Collections.reverse(kept);
    return kept;
  }

  /** The names that some nodes read, and those of some values. */
  static Set<String> names(List<NodeProto> nodes, List<String> values) {
    Set<String> names = new HashSet<>(values);
    nodes.forEach(node -> read(node, names));
    return names;
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
    inner.getNodeList().forEach(n -> read(n, names));
    inner.getOutputList().forEach(o -> names.add(o.getName()));
  }
}
