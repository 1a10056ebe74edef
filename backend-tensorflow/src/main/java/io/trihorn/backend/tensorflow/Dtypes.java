package io.trihorn.backend.tensorflow;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.BackendException;
import java.util.EnumMap;
import java.util.Map;

/** TensorFlow's numbers of the element types. */
final class Dtypes {
  /** The number of the type of handles to variables. */
  static final int RESOURCE = 20;

  /** The number of the type of lists of tensors. */
  static final int VARIANT = 21;

  private static final Map<DataType, Integer> CODES =
      new EnumMap<>(
          Map.of(
              DataType.FLOAT32, 1,
              DataType.FLOAT64, 2,
              DataType.INT32, 3,
              DataType.UINT8, 4,
              DataType.INT8, 6,
              DataType.INT64, 9,
              DataType.BOOLEAN, 10,
              DataType.BFLOAT16, 14,
              DataType.FLOAT16, 19));

  private Dtypes() {}

  static boolean known(DataType dtype) {
    return CODES.containsKey(dtype);
  }

  static int code(DataType dtype) {
    Integer code = CODES.get(dtype);
    if (code == null) {
      throw new BackendException(
          "tensorflow: element type "
              + dtype
              + " is not supported; supported are "
              + CODES.keySet());
    }
    return code;
  }

  /** The element type of a number. */
  static DataType of(int code) {
    return CODES.entrySet().stream()
        .filter(e -> e.getValue() == code)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(
            () -> new BackendException("tensorflow: element type " + code + " is not supported"));
  }

  /** The size of an element by the number of its type; 0 for handles and such. */
  static int bytes(int code) {
    return CODES.containsValue(code) ? of(code).getNumOfBytes() : 0;
  }
}
