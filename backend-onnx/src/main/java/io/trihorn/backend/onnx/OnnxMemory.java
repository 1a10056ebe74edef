package io.trihorn.backend.onnx;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.onnx.emit.OnnxTypes;
import io.trihorn.graph.TensorData;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tensors in memory of the engine's own, which goes when they are closed. Java's direct buffers
 * stay until the collector finds them, and the engine's Java interface has no other way to ask for
 * memory than as the result of a session; so there is one that copies for each element type. Lives
 * as long as the process, like the engine.
 */
final class OnnxMemory {
  private static final int OPSET = 21;
  private static final int IR_VERSION = 10;
  private static final String FROM = "from";
  private static final String TO = "to";
  private static final Map<DataType, OrtSession> COPIES = new ConcurrentHashMap<>();

  private OnnxMemory() {}

  /** A new tensor with the same elements; it must be closed. */
  static OnnxTensor copyOf(OnnxTensor tensor, DataType dtype) {
    try {
      OrtSession.Result result = copies(dtype).run(Map.of(FROM, tensor));
      return (OnnxTensor) result.get(0);
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  /** A new tensor with these elements; it must be closed. */
  static OnnxTensor copyOf(TensorData data) {
    try (OnnxTensor view = OnnxTensors.over(data)) {
      return copyOf(view, data.dtype());
    }
  }

  /** Overwrites elements with those of a tensor of the same type. */
  static void copy(OnnxTensor from, OnnxTensor to, DataType dtype) {
    try {
      copies(dtype).run(Map.of(FROM, from), Map.of(TO, to)).close();
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  /** Copies to the host. */
  static void copy(OnnxTensor from, TensorData place) {
    try (OnnxTensor to = OnnxTensors.over(place)) {
      copy(from, to, place.dtype());
    }
  }

  private static BackendException failed(OrtException e) {
    return new BackendException("ONNX Runtime cannot copy a tensor: " + e.getMessage(), e);
  }

  private static OrtSession copies(DataType dtype) {
    return COPIES.computeIfAbsent(dtype, OnnxMemory::copying);
  }

  private static OrtSession copying(DataType dtype) {
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("copy")
            .addInput(anyShape(FROM, dtype))
            .addOutput(anyShape(TO, dtype))
            .addNode(NodeProto.newBuilder().setOpType("Identity").addInput(FROM).addOutput(TO))
            .build();
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
            .setGraph(graph)
            .build();
    return OnnxEngine.copySession(model.toByteArray());
  }

  private static ValueInfoProto anyShape(String name, DataType dtype) {
    TypeProto.Tensor type =
        TypeProto.Tensor.newBuilder().setElemType(OnnxTypes.code(dtype)).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }
}
