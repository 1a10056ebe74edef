package io.trihorn.backend.onnx.emit;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;

/** Element types and tensors in ONNX's terms. */
public final class OnnxTypes {
  private static final Map<DataType, TensorProto.DataType> TYPES = new EnumMap<>(DataType.class);

  static {
    TYPES.put(DataType.FLOAT32, TensorProto.DataType.FLOAT);
    TYPES.put(DataType.FLOAT64, TensorProto.DataType.DOUBLE);
    TYPES.put(DataType.FLOAT16, TensorProto.DataType.FLOAT16);
    TYPES.put(DataType.BFLOAT16, TensorProto.DataType.BFLOAT16);
    TYPES.put(DataType.INT8, TensorProto.DataType.INT8);
    TYPES.put(DataType.INT32, TensorProto.DataType.INT32);
    TYPES.put(DataType.INT64, TensorProto.DataType.INT64);
    TYPES.put(DataType.UINT8, TensorProto.DataType.UINT8);
    TYPES.put(DataType.UINT32, TensorProto.DataType.UINT32);
    TYPES.put(DataType.UINT64, TensorProto.DataType.UINT64);
    TYPES.put(DataType.BOOLEAN, TensorProto.DataType.BOOL);
  }

  private OnnxTypes() {}

  /** ONNX's number of an element type. */
  public static int code(DataType dtype) {
    TensorProto.DataType type = TYPES.get(dtype);
    if (type == null) {
      throw new IllegalArgumentException("ONNX models hold no " + dtype);
    }
    return type.getNumber();
  }

  /** A declared input or output. */
  static ValueInfoProto declare(String name, TensorType type) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long d : type.dims()) {
      shape.addDimBuilder().setDimValue(d);
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(code(type.dtype())).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /** A constant tensor; its bytes are copied. */
  public static TensorProto tensor(String name, TensorData data) {
    return header(name, data.type()).setRawData(ByteString.copyFrom(data.bytes())).build();
  }

  /** A constant tensor whose bytes are still to be set. */
  public static TensorProto.Builder header(String name, TensorType type) {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new IllegalStateException("ONNX tensors are written on little-endian machines only");
    }
    TensorProto.Builder proto =
        TensorProto.newBuilder().setName(name).setDataType(code(type.dtype()));
    for (long d : type.dims()) {
      proto.addDims(d);
    }
    return proto;
  }

  /** The value of a tensor that {@link #tensor} wrote. */
  public static TensorData data(TensorProto tensor) {
    DataType dtype =
        TYPES.entrySet().stream()
            .filter(e -> e.getValue().getNumber() == tensor.getDataType())
            .findFirst()
            .orElseThrow()
            .getKey();
    long[] dims = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
    TensorData data = TensorData.zeros(TensorType.of(dtype, dims));
    data.bytes().put(tensor.getRawData().asReadOnlyByteBuffer());
    return data;
  }
}
