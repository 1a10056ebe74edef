package io.trihorn.backend.onnx.emit;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.trihorn.graph.Variable;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the variables whose new value may be written where the old one is. That is so if everything
 * that depends on the old value is needed for the new one, which then is written when all else is
 * done, in whatever order the engine takes and however it rewrites the graph: optimizer slots and
 * metrics, but not a weight, which gradients further down read while it is updated.
 */
public final class InPlace {
  /** Operators that make each element of their result from the operands' elements at its place. */
  private static final Set<String> ELEMENTWISE =
      Set.of("Add", "Sub", "Mul", "Div", "Max", "Min", "Where", "Neg", "Abs", "Sqrt", "Cast");

  private final Map<String, NodeProto> producers = new HashMap<>();
  private final Map<String, Set<NodeProto>> readers = new HashMap<>();
  private final Set<String> outputs = new HashSet<>();

  private InPlace(GraphProto graph) {
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().forEach(name -> producers.put(name, node));
      reads(node)
          .forEach(name -> readers.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(node));
    }
    graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(outputs::add);
  }

  /** The variables of a model that may be updated in place. */
  public static Set<Variable> of(OnnxModel model) {
    InPlace graph = new InPlace(model.proto().getGraph());
    Set<Variable> found = new HashSet<>();
    model
        .updates()
        .forEach(
            (variable, made) -> {
              String old = model.reads().get(variable);
              if (old != null && graph.isLastUse(old, made)) {
                found.add(variable);
              }
            });
    return found;
  }

  /** What a node reads, in bodies inside it too. */
  private static Set<String> reads(NodeProto node) {
    Set<String> names = new HashSet<>(node.getInputList());
    for (AttributeProto attribute : node.getAttributeList()) {
      attribute.getG().getNodeList().forEach(inner -> names.addAll(reads(inner)));
      attribute.getG().getOutputList().forEach(output -> names.add(output.getName()));
    }
    return names;
  }

  private boolean isLastUse(String old, String made) {
    NodeProto last = producers.get(made);
    boolean readsOld = reads(last).contains(old);
    return (!readsOld || ELEMENTWISE.contains(last.getOpType()))
        && last.getOutputCount() == 1
        && leadsOnlyTo(old, last, neededFor(last));
  }

  private Set<NodeProto> neededFor(NodeProto node) {
    Set<NodeProto> needed = new HashSet<>();
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

  private boolean leadsOnlyTo(String old, NodeProto last, Collection<NodeProto> needed) {
    Set<String> seen = new HashSet<>(Set.of(old));
    Deque<String> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      String name = open.pop();
      if (outputs.contains(name)) {
        return false;
      }
      for (NodeProto reader : readers.getOrDefault(name, Set.of())) {
        if (reader != last) {
          if (!needed.contains(reader)) {
            return false;
          }
          reader.getOutputList().stream().filter(seen::add).forEach(open::push);
        }
      }
    }
    return true;
  }
}
