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
final class OnnxTypes {
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
  static int code(DataType dtype) {
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
  static TensorProto tensor(String name, TensorData data) {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new IllegalStateException("ONNX tensors are written on little-endian machines only");
    }
    TensorProto.Builder proto =
        TensorProto.newBuilder().setName(name).setDataType(code(data.dtype()));
    for (long d : data.type().dims()) {
      proto.addDims(d);
    }
    return proto.setRawData(ByteString.copyFrom(data.bytes())).build();
  }
}
