package io.trihorn.backend.tensorflow;

import com.google.protobuf.ByteString;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Constants in TensorFlow's messages. */
final class TensorProtos {
  private TensorProtos() {}

  /** A shape. */
  static TensorShapeProto shape(long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long d : dims) {
      shape.addDimBuilder().setSize(d);
    }
    return shape.build();
  }

  /** A tensor. */
  static TensorProto of(TensorData data) {
    return TensorProto.newBuilder()
        .setDtype(DataType.forNumber(Dtypes.code(data.dtype())))
        .setTensorShape(shape(data.type().dims()))
        .setTensorContent(ByteString.copyFrom(data.bytes()))
        .build();
  }

  /** A list of strings. */
  static TensorProto strings(Iterable<String> values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(DataType.DT_STRING);
    values.forEach(v -> tensor.addStringVal(ByteString.copyFromUtf8(v)));
    return tensor.setTensorShape(shape(tensor.getStringValCount())).build();
  }

  /** A string. */
  static TensorProto string(String value) {
    return bytes(ByteString.copyFromUtf8(value));
  }

  /** A string of any bytes. */
  static TensorProto bytes(ByteString value) {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_STRING)
        .setTensorShape(shape())
        .addStringVal(value)
        .build();
  }

  /** The elements of a tensor, which are in a field of their type where there is one only. */
  static TensorData data(TensorProto tensor) {
    long[] dims =
        tensor.getTensorShape().getDimList().stream()
            .mapToLong(TensorShapeProto.Dim::getSize)
            .toArray();
    TensorData data = TensorData.zeros(TensorType.of(Dtypes.of(tensor.getDtypeValue()), dims));
    if (!tensor.getTensorContent().isEmpty()) {
      data.bytes().put(tensor.getTensorContent().asReadOnlyByteBuffer());
      return data;
    }
    for (long i = 0; i < data.size(); i++) {
      switch (tensor.getDtype()) {
        case DT_FLOAT -> data.setDouble(i, tensor.getFloatVal(0));
        case DT_DOUBLE -> data.setDouble(i, tensor.getDoubleVal(0));
        case DT_INT64 -> data.setLong(i, tensor.getInt64Val(0));
        case DT_BOOL -> data.setLong(i, tensor.getBoolVal(0) ? 1 : 0);
        case DT_HALF, DT_BFLOAT16 ->
            data.bytes().putShort((int) i * 2, (short) tensor.getHalfVal(0));
        default -> data.setLong(i, tensor.getIntVal(0));
      }
    }
    return data;
  }
}
