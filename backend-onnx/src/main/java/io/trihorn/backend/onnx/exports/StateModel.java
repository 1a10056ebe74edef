package io.trihorn.backend.onnx.exports;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.trihorn.backend.onnx.emit.OnnxModel;
import java.util.List;

/**
 * A model without inputs whose outputs are the first values of a training step's state. They are
 * not in the step's own file, because ONNX Runtime's Java API feeds no input that has a value.
 */
final class StateModel {
  /** What is appended to the names of the constants, which the outputs are copies of. */
  static final String VALUE = "/value";

  private StateModel() {}

  /** The model; its constants are still to be added. */
  static ModelProto of(OnnxModel step) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("state");
    List<ValueInfoProto> inputs = step.proto().getGraph().getInputList();
    for (ValueInfoProto input : inputs) {
      if (step.reads().containsValue(input.getName())) {
        graph.addOutput(input);
        graph.addNode(
            NodeProto.newBuilder()
                .setOpType("Identity")
                .setName(input.getName() + "/Identity")
                .addInput(input.getName() + VALUE)
                .addOutput(input.getName()));
      }
    }
    return step.proto().toBuilder().clearMetadataProps().setGraph(graph).build();
  }
}
