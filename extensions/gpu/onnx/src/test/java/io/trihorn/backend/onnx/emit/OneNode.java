package io.trihorn.backend.onnx.emit;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;

/** A model of one node, put together operand by operand. */
final class OneNode {
  private final NodeProto.Builder node;
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("one_node");

  OneNode(String operator) {
    node = NodeProto.newBuilder().setOpType(operator).setName(operator);
  }

  /** An operand that is fed. */
  OneNode fed(DataType dtype, long... dims) {
    String name = next();
    graph.addInput(OnnxTypes.declare(name, TensorType.of(dtype, dims)));
    return this;
  }

  /** An operand that is known. */
  OneNode known(TensorData value) {
    graph.addInitializer(OnnxTypes.tensor(next(), value));
    return this;
  }

  private String next() {
    String name = "x" + node.getInputCount();
    node.addInput(name);
    return name;
  }

  OneNode with(AttributeProto attribute) {
    node.addAttribute(attribute);
    return this;
  }

  /** The model with so many results of types that follow. */
  byte[] results(int count, int opset) {
    for (int i = 0; i < count; i++) {
      String name = "y" + i;
      node.addOutput(name);
      graph.addOutput(ValueInfoProto.newBuilder().setName(name));
    }
    return ModelProto.newBuilder()
        .setIrVersion(Opsets.irVersion(opset))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .setGraph(graph.addNode(node))
        .build()
        .toByteArray();
  }
}
