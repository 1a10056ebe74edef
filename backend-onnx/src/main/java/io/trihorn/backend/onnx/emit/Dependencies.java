package io.trihorn.backend.onnx.emit;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which nodes of a main graph need which; nodes can be added and replaced. None is compared by its
 * content, which takes descriptors of all of ONNX that are slow to make: each is there once.
 */
final class Dependencies {
  private final Map<String, NodeProto> producers = new LinkedHashMap<>();
  private final Map<String, List<NodeProto>> readers = new HashMap<>();
  private final Set<String> outputs = new HashSet<>();

  Dependencies(GraphProto graph) {
    graph.getNodeList().forEach(this::add);
    graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(outputs::add);
  }

  /** Adds a node, or puts it in the place of the one that made the same. */
  void add(NodeProto node) {
    for (String name : node.getOutputList()) {
      NodeProto before = producers.put(name, node);
      if (before != null) {
        reads(before).forEach(read -> readers.get(read).removeIf(reader -> reader == before));
      }
    }
    reads(node).forEach(name -> readers.computeIfAbsent(name, n -> new ArrayList<>()).add(node));
  }

  /** The node that makes a value, null if it comes from outside. */
  NodeProto producer(String name) {
    return producers.get(name);
  }

  /** The nodes that read a value. */
  List<NodeProto> readers(String name) {
    return readers.getOrDefault(name, List.of());
  }

  boolean isOutput(String name) {
    return outputs.contains(name);
  }

  /** What a node reads, in bodies inside it too. */
  static Set<String> reads(NodeProto node) {
    Set<String> names = new LinkedHashSet<>(node.getInputList());
    for (AttributeProto attribute : node.getAttributeList()) {
      attribute.getG().getNodeList().forEach(inner -> names.addAll(reads(inner)));
      attribute.getG().getOutputList().forEach(output -> names.add(output.getName()));
    }
    return names;
  }

  /** All nodes that must have run before this one can. */
  Set<NodeProto> neededFor(NodeProto node) {
    Set<NodeProto> needed = identitySet();
    Deque<NodeProto> open = new ArrayDeque<>(List.of(node));
    while (!open.isEmpty()) {
      for (String name : reads(open.pop())) {
        NodeProto producer = producers.get(name);
        if (producer != null && needed.add(producer)) {
          open.push(producer);
        }
      }
    }
    return needed;
  }

  /** The nodes, each after those it needs. */
  List<NodeProto> sorted() {
    Set<NodeProto> entered = identitySet();
    Set<NodeProto> left = identitySet();
    List<NodeProto> sorted = new ArrayList<>();
    Deque<NodeProto> open = new ArrayDeque<>();
    for (NodeProto node : producers.values()) {
      open.push(node);
      while (!open.isEmpty()) {
        NodeProto top = open.peek();
        if (entered.add(top)) {
          reads(top).stream()
              .map(producers::get)
              .filter(needed -> needed != null && !entered.contains(needed))
              .forEach(open::push);
        } else if (left.add(open.pop())) {
          sorted.add(top);
        }
      }
    }
    return sorted;
  }

  private static Set<NodeProto> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }
}
