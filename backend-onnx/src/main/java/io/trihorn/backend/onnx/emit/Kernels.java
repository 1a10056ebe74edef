package io.trihorn.backend.onnx.emit;

import ai.djl.ndarray.types.DataType;
import java.util.Map;

/**
 * Where ONNX Runtime has no CPU kernel of an operator for an element type, a wider type that gives
 * the same bits after casting back. Found by loading each operator with each type in 1.28. What has
 * no such type (float64 convolution, for one) is composed of other operators in its lowering.
 */
final class Kernels {
  private static final Map<DataType, DataType> MOVED = Map.of(DataType.BFLOAT16, DataType.FLOAT32);

  private static final Map<String, Map<DataType, DataType>> WIDER =
      Map.ofEntries(
          Map.entry("Expand", MOVED),
          Map.entry("Tile", MOVED),
          Map.entry("Pad", MOVED),
          Map.entry(
              "Where",
              Map.of(
                  DataType.BFLOAT16,
                  DataType.FLOAT32,
                  DataType.BOOLEAN,
                  DataType.UINT8,
                  DataType.INT8,
                  DataType.INT32)),
          Map.entry("Neg", Map.of(DataType.UINT8, DataType.INT32)),
          Map.entry("ArgMax", Map.of(DataType.BOOLEAN, DataType.UINT8)),
          Map.entry(
              "CumSum", Map.of(DataType.UINT8, DataType.INT32, DataType.INT8, DataType.INT32)));

  private Kernels() {}

  /** The type to compute in: the given one where there is a kernel. */
  static DataType compute(String operator, DataType dtype) {
    return WIDER.getOrDefault(operator, Map.of()).getOrDefault(dtype, dtype);
  }

  /** The type in which a primitive that does arithmetic is computed. */
  static DataType arithmetic(DataType dtype) {
    return dtype == DataType.FLOAT16 || dtype == DataType.BFLOAT16 ? DataType.FLOAT32 : dtype;
  }
}
