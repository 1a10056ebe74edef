package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import java.util.List;

/** Groups of element types. */
final class Dtypes {
  static final List<DataType> FLOATS =
      List.of(DataType.FLOAT32, DataType.FLOAT64, DataType.FLOAT16, DataType.BFLOAT16);
  static final List<DataType> INTEGERS =
      List.of(DataType.INT32, DataType.INT64, DataType.UINT8, DataType.INT8);
  static final List<DataType> NUMBERS =
      List.of(
          DataType.FLOAT32,
          DataType.FLOAT64,
          DataType.FLOAT16,
          DataType.BFLOAT16,
          DataType.INT32,
          DataType.INT64,
          DataType.UINT8,
          DataType.INT8);
  static final List<DataType> ALL =
      List.of(
          DataType.FLOAT32,
          DataType.FLOAT64,
          DataType.FLOAT16,
          DataType.BFLOAT16,
          DataType.INT32,
          DataType.INT64,
          DataType.UINT8,
          DataType.INT8,
          DataType.BOOLEAN);

  private Dtypes() {}
}
