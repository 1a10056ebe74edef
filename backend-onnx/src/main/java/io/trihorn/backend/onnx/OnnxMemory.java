package io.trihorn.backend.onnx;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.onnx.emit.OnnxTypes;
import io.trihorn.graph.TensorData;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tensors in memory of the engine's own, which goes when they are closed. Java's direct buffers
 * stay until the collector finds them, and the engine's Java interface has no other way to ask for
 * memory than as the result of a session; so there is one that copies for each element type, and
 * one that adds rows in place. They live as long as the process, like the engine.
 */
final class OnnxMemory {
  private static final int OPSET = 21;
  private static final int IR_VERSION = 10;
  private static final String FROM = "from";
  private static final String TO = "to";
  private static final String POSITIONS = "positions";
  private static final String ROWS = "rows";
  private static final Map<DataType, OrtSession> COPIES = new ConcurrentHashMap<>();
  private static final Map<DataType, OrtSession> ADDITIONS = new ConcurrentHashMap<>();

  private OnnxMemory() {}

  /** A new tensor with the same elements; it must be closed. */
  static OnnxTensor copyOf(OnnxTensor tensor, DataType dtype) {
    try {
      OrtSession.Result result = copies(dtype).run(Map.of(FROM, tensor));
      return (OnnxTensor) result.get(0);
    } catch (OrtException e) {
      throw failed("copy a tensor", e);
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
      throw failed("copy a tensor", e);
    }
  }

  /** Copies to the host. */
  static void copy(OnnxTensor from, TensorData place) {
    try (OnnxTensor to = OnnxTensors.over(place)) {
      copy(from, to, place.dtype());
    }
  }

  /** Whether rows of this element type can be added where they go. */
  static boolean addsRows(DataType dtype) {
    return dtype == DataType.FLOAT32 || dtype == DataType.FLOAT64;
  }

  /**
   * Adds rows to a tensor, and touches no others. The engine writes where it reads since it is
   * given one tensor for both, and in order since it has one thread: with several it loses rows
   * whose positions repeat.
   *
   * @param positions int64 {@code (k, 1)}, none outside
   * @param rows {@code (k, ...)}
   */
  static void addRows(OnnxTensor positions, OnnxTensor rows, OnnxTensor to, DataType dtype) {
    OrtSession session = ADDITIONS.computeIfAbsent(dtype, OnnxMemory::adding);
    try {
      session.run(Map.of(FROM, to, POSITIONS, positions, ROWS, rows), Map.of(TO, to)).close();
    } catch (OrtException e) {
      throw failed("add rows to a tensor", e);
    }
  }

  private static BackendException failed(String what, OrtException e) {
    return new BackendException("ONNX Runtime cannot " + what + ": " + e.getMessage(), e);
  }

  private static OrtSession copies(DataType dtype) {
    return COPIES.computeIfAbsent(dtype, OnnxMemory::copying);
  }

  private static OrtSession copying(DataType dtype) {
    return session(
        GraphProto.newBuilder()
            .setName("copy")
            .addInput(anyShape(FROM, dtype))
            .addOutput(anyShape(TO, dtype))
            .addNode(NodeProto.newBuilder().setOpType("Identity").addInput(FROM).addOutput(TO)));
  }

  private static OrtSession adding(DataType dtype) {
    return session(
        GraphProto.newBuilder()
            .setName("add rows")
            .addInput(anyShape(FROM, dtype))
            .addInput(anyShape(POSITIONS, DataType.INT64))
            .addInput(anyShape(ROWS, dtype))
            .addOutput(anyShape(TO, dtype))
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("ScatterND")
                    .addAllInput(List.of(FROM, POSITIONS, ROWS))
                    .addOutput(TO)
                    .addAttribute(
                        AttributeProto.newBuilder()
                            .setName("reduction")
                            .setType(AttributeProto.AttributeType.STRING)
                            .setS(ByteString.copyFromUtf8("add")))));
  }

  private static OrtSession session(GraphProto.Builder graph) {
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
