package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * ONNX's element types and those that stand for them. Integers that no backend computes with are
 * held in wider ones.
 */
final class ElementTypes {
  private static final Map<TensorProto.DataType, DataType> TYPES =
      new EnumMap<>(
          Map.of(
              TensorProto.DataType.FLOAT, DataType.FLOAT32,
              TensorProto.DataType.DOUBLE, DataType.FLOAT64,
              TensorProto.DataType.FLOAT16, DataType.FLOAT16,
              TensorProto.DataType.BFLOAT16, DataType.BFLOAT16,
              TensorProto.DataType.INT8, DataType.INT8,
              TensorProto.DataType.UINT8, DataType.UINT8,
              TensorProto.DataType.INT32, DataType.INT32,
              TensorProto.DataType.INT64, DataType.INT64,
              TensorProto.DataType.BOOL, DataType.BOOLEAN));

  private static final Map<TensorProto.DataType, DataType> WIDENED =
      new EnumMap<>(
          Map.of(
              TensorProto.DataType.INT16, DataType.INT32,
              TensorProto.DataType.UINT16, DataType.INT32,
              TensorProto.DataType.UINT32, DataType.INT64,
              TensorProto.DataType.UINT64, DataType.INT64,
              TensorProto.DataType.STRING, DataType.INT64));

  /** ONNX's number of texts, which are held as their numbers in a {@link Vocabulary}. */
  static final int TEXT = TensorProto.DataType.STRING.getNumber();

  private ElementTypes() {}

  /** What an element type of a file is held in. */
  static DataType of(int code, String what) {
    TensorProto.DataType type = TensorProto.DataType.forNumber(code);
    DataType held = type == null ? null : TYPES.getOrDefault(type, WIDENED.get(type));
    if (held == null) {
      throw new OnnxImportException(
          what
              + " has the element type "
              + (type == null ? "number " + code : type.name().toLowerCase(Locale.ROOT))
              + ", but tensors of numbers, booleans and texts only are supported",
          Set.of("element type " + (type == null ? "" + code : type.name())));
    }
    return held;
  }

  /** What a conversion to an element type gives; types held in wider ones would not wrap. */
  static DataType target(int code, String what) {
    TensorProto.DataType type = TensorProto.DataType.forNumber(code);
    if (type != null && WIDENED.containsKey(type)) {
      throw new OnnxImportException(
          what + " converts to " + type + ", which is not supported", Set.of("Cast to " + type));
    }
    return of(code, what);
  }

  /** ONNX's number of what elements are held in. */
  static int code(DataType dtype) {
    return TYPES.entrySet().stream()
        .filter(e -> e.getValue() == dtype)
        .findFirst()
        .orElseThrow(() -> new OnnxImportException("ONNX models hold no " + dtype))
        .getKey()
        .getNumber();
  }

  /** The bytes of one element in a file. */
  static int bytes(int code) {
    TensorProto.DataType type = TensorProto.DataType.forNumber(code);
    if (type == null) {
      return 0;
    }
    return switch (type) {
      case BOOL, INT8, UINT8 -> 1;
      case FLOAT16, BFLOAT16, INT16, UINT16 -> 2;
      case FLOAT, INT32, UINT32 -> 4;
      case DOUBLE, INT64, UINT64 -> 8;
      default -> 0;
    };
  }
}
