package io.trihorn.backend.onnx.emit;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Map;

/**
 * Which operators a provider of ONNX Runtime has kernels of, and where it has none for an element
 * type, a wider type that gives the same bits after casting back. What has no such type is composed
 * of other operators in its lowering.
 */
interface Kernels {
  /** Found by loading each operator with each type in 1.28. */
  Kernels CPU =
      new Kernels() {
        private static final Map<DataType, DataType> MOVED =
            Map.of(DataType.BFLOAT16, DataType.FLOAT32);

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
                    "CumSum",
                    Map.of(DataType.UINT8, DataType.INT32, DataType.INT8, DataType.INT32)));

        /** Those of which lowerings have another form. */
        private static final Map<String, DataType> MISSING =
            Map.of(
                "Cos", DataType.FLOAT64,
                "Atan", DataType.FLOAT64,
                "Erf", DataType.FLOAT64,
                "MaxUnpool", DataType.FLOAT64);

        @Override
        public DataType compute(String operator, DataType dtype) {
          return WIDER.getOrDefault(operator, Map.of()).getOrDefault(dtype, dtype);
        }

        @Override
        public boolean has(String operator, DataType dtype) {
          return MISSING.get(operator) != dtype;
        }
      };

  /** The type to compute an operator in: the given one where there is a kernel. */
  DataType compute(String operator, DataType dtype);

  /**
   * Whether there is a kernel of an operator for an element type, for lowerings that can choose.
   */
  boolean has(String operator, DataType dtype);

  /** Whether there is a kernel of an operator for operands; it is their engine that says no. */
  default boolean has(String operator, List<Operand> operands) {
    return true;
  }

  /**
   * Whether products by an operator sum up in float32 when their operands are half floats; with
   * other operands there is no question.
   */
  default boolean multiplies(String operator, DataType dtype) {
    return false;
  }

  /**
   * Whether the kernel of an operator is wrong for some values, so that its lowering has to lead it
   * past these.
   */
  default boolean errs(String operator) {
    return false;
  }

  /** Whether transposed convolutions may have other padding on one side than on the other. */
  default boolean transposesUnevenPadding() {
    return true;
  }

  /** The type in which a primitive that does arithmetic is computed. */
  static DataType arithmetic(DataType dtype) {
    return dtype == DataType.FLOAT16 || dtype == DataType.BFLOAT16 ? DataType.FLOAT32 : dtype;
  }
}
