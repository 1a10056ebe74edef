package io.trihorn.testkit.arrays;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The arrays that cases are made of. */
final class ArrayOperands {
  private ArrayOperands() {}

  /** Floats, none equal, not in order: {@code (2, 3)}. */
  static NDArray matrix(NDManager manager) {
    return manager.create(new float[] {0.5f, -1.25f, 2, 3.5f, -0.75f, 1.5f}, new Shape(2, 3));
  }

  /** Integers: {@code (2, 3)}. */
  static NDArray integers(NDManager manager) {
    return manager.create(new int[] {3, -2, 7, 1, -5, 4}, new Shape(2, 3));
  }

  /** Floats: {@code (2, 3, 4)}. */
  static NDArray cube(NDManager manager) {
    float[] values = new float[24];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 7 % 24) / 4f - 2;
    }
    return manager.create(values, new Shape(2, 3, 4));
  }

  /** What functions of one array are asked. */
  static Map<String, Function<NDManager, NDArray>> single() {
    Map<String, Function<NDManager, NDArray>> operands = new LinkedHashMap<>();
    operands.put(
        "float32",
        m ->
            m.create(
                new float[] {
                  -2.5f,
                  -1.5f,
                  -1,
                  -0.5f,
                  0,
                  0.25f,
                  0.5f,
                  1,
                  1.5f,
                  2.5f,
                  7,
                  Float.NaN,
                  Float.POSITIVE_INFINITY,
                  Float.NEGATIVE_INFINITY
                }));
    operands.put("float64", m -> m.create(new double[] {-0.75, 0.5, 2, 3.25}));
    operands.put("int32", m -> m.create(new int[] {-3, 0, 1, 4}));
    operands.put("int64", m -> m.create(new long[] {-3, 0, 1, 1L << 33}));
    operands.put("uint8", m -> m.create(new int[] {0, 1, 5}).toType(DataType.UINT8, false));
    operands.put("boolean", m -> m.create(new boolean[] {true, false}));
    operands.put("scalar", m -> m.create(0.5f));
    operands.put("matrix", ArrayOperands::matrix);
    return operands;
  }

  /** What functions of two arrays are asked. */
  static Map<String, Function<NDManager, NDArray[]>> pairs() {
    Map<String, Function<NDManager, NDArray[]>> pairs = new LinkedHashMap<>();
    pairs.put("floats", m -> pair(matrix(m), cube(m).get("0, :2, 1:4")));
    pairs.put("equal", m -> pair(matrix(m), matrix(m)));
    pairs.put("integers", m -> pair(integers(m), m.create(new int[] {2, 3, -2})));
    pairs.put("mixed", m -> pair(integers(m), matrix(m)));
    pairs.put("longs", m -> pair(integers(m), m.create(new long[][] {{2}, {3}})));
    pairs.put("doubles", m -> pair(matrix(m), m.create(new double[] {0.5, 2, -1})));
    pairs.put(
        "booleans",
        m -> pair(m.create(new boolean[] {true, false}), m.create(new boolean[] {true, true})));
    pairs.put("scalar", m -> pair(matrix(m), m.create(2.0)));
    pairs.put("scalarFirst", m -> pair(m.create(2L), integers(m)));
    pairs.put("floatScalar", m -> pair(integers(m), m.create(0.5f)));
    pairs.put("misfit", m -> pair(matrix(m), m.create(new float[] {1, 2})));
    return pairs;
  }

  private static NDArray[] pair(NDArray x, NDArray y) {
    return new NDArray[] {x, y};
  }
}
