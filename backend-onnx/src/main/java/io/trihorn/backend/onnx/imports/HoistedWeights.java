package io.trihorn.backend.onnx.imports;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings weights to the initializers of the whole graph. Exporters also keep them as nodes {@code
 * Constant} (Paddle's does for all of them), and in the branches of an {@code If}. Only there they
 * train.
 */
final class HoistedWeights {
  private static final Set<Integer> FLOATING =
      Set.of(
          TensorProto.DataType.FLOAT_VALUE,
          TensorProto.DataType.DOUBLE_VALUE,
          TensorProto.DataType.FLOAT16_VALUE,
          TensorProto.DataType.BFLOAT16_VALUE);

  private final Map<String, Integer> uses = new HashMap<>();
  private final List<TensorProto> weights = new ArrayList<>();

  private HoistedWeights() {}

  /** The graph with all weights that it has, inside other graphs too, among its initializers. */
  static GraphProto of(GraphProto whole) {
    HoistedWeights hoisted = new HoistedWeights();
    hoisted.count(whole);
    GraphProto rest = hoisted.without(whole, true);
    return rest.toBuilder().addAllInitializer(hoisted.weights).build();
  }

  /** Names may be given again in another branch; what such a name is must stay where it is. */
  private void count(GraphProto graph) {
    graph.getInputList().forEach(input -> uses.merge(input.getName(), 1, Integer::sum));
    graph.getInitializerList().forEach(tensor -> uses.merge(tensor.getName(), 1, Integer::sum));
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().forEach(name -> uses.merge(name, 1, Integer::sum));
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.hasG()) {
          count(attribute.getG());
        }
        attribute.getGraphsList().forEach(this::count);
      }
    }
  }

  private GraphProto without(GraphProto graph, boolean outermost) {
    Set<String> outputs = new HashSet<>();
    graph.getOutputList().forEach(output -> outputs.add(output.getName()));
    GraphProto.Builder rest = graph.toBuilder().clearNode();
    if (!outermost) {
      rest.clearInitializer();
      for (TensorProto tensor : graph.getInitializerList()) {
        if (isWeight(tensor.getName(), tensor) && !outputs.contains(tensor.getName())) {
          weights.add(tensor);
        } else {
          rest.addInitializer(tensor);
        }
      }
    }
    for (NodeProto node : graph.getNodeList()) {
      TensorProto value = constant(node);
      if (value != null
          && isWeight(node.getOutput(0), value)
          && !outputs.contains(node.getOutput(0))) {
        weights.add(value.toBuilder().setName(node.getOutput(0)).build());
      } else {
        rest.addNode(without(node));
      }
    }
    return rest.build();
  }

  private NodeProto without(NodeProto node) {
    if (node.getAttributeList().stream().noneMatch(a -> a.hasG() || a.getGraphsCount() > 0)) {
      return node;
    }
    NodeProto.Builder rest = node.toBuilder();
    for (AttributeProto.Builder attribute : rest.getAttributeBuilderList()) {
      if (attribute.hasG()) {
        attribute.setG(without(attribute.getG(), false));
      }
      for (int i = 0; i < attribute.getGraphsCount(); i++) {
        attribute.setGraphs(i, without(attribute.getGraphs(i), false));
      }
    }
    return rest.build();
  }

  private static TensorProto constant(NodeProto node) {
    if (!node.getOpType().equals("Constant")
        || !node.getDomain().isEmpty()
        || node.getOutputCount() != 1) {
      return null;
    }
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals("value") && attribute.hasT())
        .map(AttributeProto::getT)
        .findFirst()
        .orElse(null);
  }

  /** Single numbers are factors and limits, not weights. */
  private boolean isWeight(String name, TensorProto tensor) {
    return FLOATING.contains(tensor.getDataType())
        && tensor.getDimsList().stream().anyMatch(extent -> extent > 1)
        && uses.get(name) == 1;
  }
}
