package io.trihorn.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import org.junit.jupiter.api.Test;

/** Arithmetic, comparisons, bits and conversions worked out by hand. */
class ElementwiseTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private static TensorData doubles(double... values) {
    return TensorData.of(values, values.length);
  }

  private static TensorData ints(int... values) {
    return TensorData.of(values, values.length);
  }

  private static TensorData longs(long... values) {
    return TensorData.of(values, values.length);
  }

  private static TensorData of(DataType dtype, double... values) {
    TensorData data = TensorData.zeros(TensorType.of(dtype, values.length));
    for (int i = 0; i < values.length; i++) {
      data.setDouble(i, values[i]);
    }
    return data;
  }

  private static TensorData unary(UnaryKind kind, TensorData x) {
    return Run.one(new Elementwise.Unary(kind), x);
  }

  private static TensorData binary(BinaryKind kind, TensorData x, TensorData y) {
    return Run.one(new Elementwise.Binary(kind), x, y);
  }

  @Test
  void functionsAtTheirEdges() {
    TensorData x = doubles(NAN, INF, -INF, 0);
    assertArrayEquals(new double[] {NAN, INF, 0, 1}, unary(UnaryKind.EXP, x).toDoubleArray());
    assertArrayEquals(new double[] {NAN, INF, NAN, -INF}, unary(UnaryKind.LOG, x).toDoubleArray());
    assertArrayEquals(new double[] {NAN, INF, NAN, 0}, unary(UnaryKind.SQRT, x).toDoubleArray());
    assertArrayEquals(new double[] {NAN, 1, -1, 0}, unary(UnaryKind.SIGN, x).toDoubleArray());
    assertArrayEquals(new double[] {NAN, 1, -1, 0}, unary(UnaryKind.ERF, x).toDoubleArray());
    assertArrayEquals(new double[] {NAN, 1, -1, 0}, unary(UnaryKind.TANH, x).toDoubleArray());
    assertArrayEquals(new double[] {NAN, 1, 0, 0.5}, unary(UnaryKind.SIGMOID, x).toDoubleArray());
    assertArrayEquals(new long[] {1, 0, 0, 0}, unary(UnaryKind.IS_NAN, x).toLongArray());
  }

  @Test
  void integersAndBooleansOfOneArgument() {
    TensorData x = ints(5, -7, 0, Integer.MIN_VALUE);
    assertEquals(ints(-5, 7, 0, Integer.MIN_VALUE), unary(UnaryKind.NEG, x));
    assertEquals(ints(5, 7, 0, Integer.MIN_VALUE), unary(UnaryKind.ABS, x));
    assertEquals(ints(1, -1, 0, -1), unary(UnaryKind.SIGN, x));
    assertEquals(
        TensorData.of(new boolean[] {false, true}, 2),
        unary(UnaryKind.NOT, TensorData.of(new boolean[] {true, false}, 2)));
  }

  @Test
  void arithmeticOfFloats() {
    TensorData x = doubles(7, -7, 0, 1, NAN);
    TensorData y = doubles(2, 2, 0, 0, 1);
    assertEquals(doubles(9, -5, 0, 1, NAN), binary(BinaryKind.ADD, x, y));
    assertEquals(doubles(5, -9, 0, 1, NAN), binary(BinaryKind.SUB, x, y));
    assertEquals(doubles(14, -14, 0, 0, NAN), binary(BinaryKind.MUL, x, y));
    assertArrayEquals(
        new double[] {3.5, -3.5, NAN, INF, NAN}, binary(BinaryKind.DIV, x, y).toDoubleArray());
    assertEquals(doubles(49, 49, 1, 1, NAN), binary(BinaryKind.POW, x, y));
    assertEquals(doubles(7, 2, 0, 1, NAN), binary(BinaryKind.MAX, x, y));
    assertEquals(doubles(2, -7, 0, 0, NAN), binary(BinaryKind.MIN, y, x));
  }

  @Test
  void comparisons() {
    TensorData x = doubles(1, 2, 3, NAN, INF);
    TensorData y = doubles(2, 2, 2, NAN, INF);
    assertArrayEquals(new long[] {0, 1, 0, 0, 1}, binary(BinaryKind.EQUAL, x, y).toLongArray());
    assertArrayEquals(new long[] {1, 0, 0, 0, 0}, binary(BinaryKind.LESS, x, y).toLongArray());
    assertArrayEquals(
        new long[] {1, 1, 0, 0, 1}, binary(BinaryKind.LESS_EQUAL, x, y).toLongArray());
    TensorData p = TensorData.of(new boolean[] {true, true, false, false}, 4);
    TensorData q = TensorData.of(new boolean[] {true, false, true, false}, 4);
    assertArrayEquals(new long[] {1, 0, 0, 0}, binary(BinaryKind.AND, p, q).toLongArray());
    assertArrayEquals(new long[] {1, 1, 1, 0}, binary(BinaryKind.OR, p, q).toLongArray());
    assertArrayEquals(new long[] {1, 0, 0, 1}, binary(BinaryKind.EQUAL, p, q).toLongArray());
  }

  @Test
  void integersWrap() {
    int max = Integer.MAX_VALUE;
    assertEquals(ints(Integer.MIN_VALUE, -2), binary(BinaryKind.ADD, ints(max, max), ints(1, max)));
    assertEquals(ints(max, 0), binary(BinaryKind.SUB, ints(Integer.MIN_VALUE, 5), ints(1, 5)));
    assertEquals(ints(0, 131073), binary(BinaryKind.MUL, ints(65536, 65537), ints(65536, 65537)));
    assertEquals(
        longs(Long.MIN_VALUE, (1L << 53) + 2),
        binary(BinaryKind.ADD, longs(Long.MAX_VALUE, (1L << 53) + 1), longs(1, 1)));
    DataType u = DataType.UINT8;
    assertEquals(of(u, 44, 254), binary(BinaryKind.ADD, of(u, 200, 255), of(u, 100, 255)));
    assertEquals(of(u, 254, 1), binary(BinaryKind.SUB, of(u, 3, 1), of(u, 5, 0)));
    assertEquals(of(u, 144, 1), binary(BinaryKind.MUL, of(u, 20, 255), of(u, 20, 255)));
    DataType i = DataType.INT8;
    assertEquals(of(i, -128, 127), binary(BinaryKind.ADD, of(i, 127, -128), of(i, 1, -1)));
  }

  @Test
  void integerDivisionTruncates() {
    assertEquals(
        ints(3, -3, -3, 3, 0),
        binary(BinaryKind.DIV, ints(7, -7, 7, -7, -1), ints(2, 2, -2, -2, 3)));
  }

  @Test
  void bits() {
    TensorData x = ints(0b1100, -1, -256);
    TensorData y = ints(0b1010, 7, 511);
    assertEquals(ints(0b1000, 7, 256), binary(BinaryKind.BIT_AND, x, y));
    assertEquals(ints(0b1110, -1, -1), binary(BinaryKind.BIT_OR, x, y));
    assertEquals(ints(0b0110, -8, -257), binary(BinaryKind.BIT_XOR, x, y));
    TensorData counts = ints(1, 31, 4);
    assertEquals(
        ints(2, Integer.MIN_VALUE, 0xf0), binary(BinaryKind.SHIFT_LEFT, ints(1, 1, 15), counts));
    assertEquals(ints(-4, -1, 15), binary(BinaryKind.SHIFT_RIGHT, ints(-7, -1, 255), counts));
    DataType u = DataType.UINT8;
    assertEquals(of(u, 255, 15), binary(BinaryKind.SHIFT_RIGHT, of(u, 255, 240), of(u, 0, 4)));
    assertEquals(of(u, 254, 128), binary(BinaryKind.SHIFT_LEFT, of(u, 255, 1), of(u, 1, 7)));
  }

  @Test
  void operandsBroadcast() {
    TensorData column = TensorData.of(new double[] {10, 20}, 2, 1);
    TensorData row = TensorData.of(new double[] {1, 2, 3}, 3);
    assertEquals(
        TensorData.of(new double[] {9, 8, 7, 19, 18, 17}, 2, 3),
        binary(BinaryKind.SUB, column, row));
    TensorData condition = TensorData.of(new boolean[] {true, false, true}, 3);
    assertEquals(
        TensorData.of(new double[] {10, 2, 10, 20, 2, 20}, 2, 3),
        Run.one(new Elementwise.Where(), condition, column, row));
  }

  @Test
  void resultsHaveThePrecisionOfTheirType() {
    TensorData third = TensorData.of(new float[] {1}, 1);
    TensorData three = TensorData.of(new float[] {3}, 1);
    assertEquals((double) (1f / 3f), binary(BinaryKind.DIV, third, three).getDouble(0));
  }

  @Test
  void halfPrecisionRoundsToNearestEven() {
    double[] values = {
      0.1,
      1.0 / 3,
      65519,
      65520,
      -65519.9,
      5.96e-8,
      2.9e-8,
      3e-8,
      6.1e-5,
      1.00048828125,
      1.0009,
      2049,
      2051,
      1e-9,
      -1e10,
      NAN,
      INF
    };
    // As NumPy rounds them.
    double[] halves = {
      0.0999755859375,
      0.333251953125,
      65504,
      INF,
      -65504,
      5.960464477539063e-08,
      0,
      5.960464477539063e-08,
      6.097555160522461e-05,
      1,
      1.0009765625,
      2048,
      2052,
      0,
      -INF,
      NAN,
      INF
    };
    assertArrayEquals(halves, rounded(DataType.FLOAT16, values));
    double[] brains = {0.1, 1.0 / 3, 3.4e38, 1.00390625, 1.01171875, 1e-40, -0.1, 3.38e38};
    assertArrayEquals(
        new double[] {
          0.10009765625,
          0.333984375,
          INF,
          1,
          1.015625,
          9.183549615799121e-41,
          -0.10009765625,
          3.3762391092936863e+38
        },
        rounded(DataType.BFLOAT16, brains));
  }

  /** What a cast inside a graph makes of these, seen through a cast back. */
  private static double[] rounded(DataType dtype, double[] values) {
    TensorData narrow = Run.one(new Elementwise.Cast(dtype), doubles(values));
    return Run.one(new Elementwise.Cast(DataType.FLOAT64), narrow).toDoubleArray();
  }

  @Test
  void conversions() {
    TensorData x = doubles(1.9, -1.9, 0.5, -0.0, 3e9);
    assertEquals(longs(1, -1, 0, 0, 3000000000L), Run.one(new Elementwise.Cast(DataType.INT64), x));
    assertArrayEquals(
        new long[] {1, 1, 1, 0, 1},
        Run.one(new Elementwise.Cast(DataType.BOOLEAN), x).toLongArray());
    assertArrayEquals(
        new long[] {44, 255, 0},
        Run.one(new Elementwise.Cast(DataType.UINT8), ints(300, -1, 256)).toLongArray());
    assertEquals(
        ints(5, -1), Run.one(new Elementwise.Cast(DataType.INT32), longs((1L << 33) + 5, -1)));
    TensorData flags = TensorData.of(new boolean[] {true, false}, 2);
    assertEquals(doubles(1, 0), Run.one(new Elementwise.Cast(DataType.FLOAT64), flags));
  }
}
