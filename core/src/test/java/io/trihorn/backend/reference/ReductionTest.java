package io.trihorn.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reductions worked out by hand. */
class ReductionTest {
  private static final double NAN = Double.NaN;

  /** {@code (2, 2, 3)}: 1 to 12. */
  private static final TensorData X =
      TensorData.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 2, 2, 3);

  private static TensorData reduce(ReduceKind kind, TensorData x, boolean keep, Integer... axes) {
    return Run.one(new Reduction.Reduce(kind, List.of(axes), keep), x);
  }

  @Test
  void sums() {
    assertEquals(
        TensorData.of(new double[] {8, 10, 12, 14, 16, 18}, 2, 3),
        reduce(ReduceKind.SUM, X, false, 0));
    assertEquals(
        TensorData.of(new double[] {5, 7, 9, 17, 19, 21}, 2, 1, 3),
        reduce(ReduceKind.SUM, X, true, 1));
    assertEquals(TensorData.of(new double[] {30, 48}, 2), reduce(ReduceKind.SUM, X, false, 0, 2));
    assertEquals(
        TensorData.of(new double[] {78}, 1, 1, 1), reduce(ReduceKind.SUM, X, true, 0, 1, 2));
  }

  @Test
  void otherKinds() {
    assertEquals(
        TensorData.of(new double[] {2, 5, 8, 11}, 2, 2), reduce(ReduceKind.MEAN, X, false, 2));
    assertEquals(
        TensorData.of(new double[] {6, 120, 504, 1320}, 2, 2),
        reduce(ReduceKind.PROD, X, false, 2));
    assertEquals(
        TensorData.of(new double[] {4, 5, 6, 10, 11, 12}, 2, 3),
        reduce(ReduceKind.MAX, X, false, 1));
    assertEquals(
        TensorData.of(new double[] {1, 2, 3, 7, 8, 9}, 2, 3), reduce(ReduceKind.MIN, X, false, 1));
    TensorData flags = TensorData.of(new boolean[] {true, true, true, false, false, false}, 3, 2);
    assertArrayEquals(new long[] {1, 1, 0}, reduce(ReduceKind.ANY, flags, false, 1).toLongArray());
    assertArrayEquals(new long[] {1, 0, 0}, reduce(ReduceKind.ALL, flags, false, 1).toLongArray());
  }

  @Test
  void extremesOfSpecialNumbersAndIntegers() {
    double inf = Double.POSITIVE_INFINITY;
    TensorData x = TensorData.of(new double[] {1, NAN, -inf, -inf, inf, -3}, 3, 2);
    assertEquals(
        TensorData.of(new double[] {NAN, -inf, inf}, 3), reduce(ReduceKind.MAX, x, false, 1));
    assertEquals(
        TensorData.of(new double[] {NAN, -inf, -3}, 3), reduce(ReduceKind.MIN, x, false, 1));
    long big = (1L << 53) + 1;
    TensorData n = TensorData.of(new long[] {big - 1, big, -big}, 3);
    assertEquals(big, reduce(ReduceKind.MAX, n, false, 0).getLong(0));
    assertEquals(big - 1, reduce(ReduceKind.SUM, n, false, 0).getLong(0));
  }

  @Test
  void ofNothing() {
    TensorData none = TensorData.zeros(TensorType.of(DataType.FLOAT64, 2, 0));
    assertEquals(TensorData.of(new double[] {0, 0}, 2), reduce(ReduceKind.SUM, none, false, 1));
    assertEquals(TensorData.of(new double[] {1, 1}, 2), reduce(ReduceKind.PROD, none, false, 1));
    assertArrayEquals(
        new double[] {NAN, NAN}, reduce(ReduceKind.MEAN, none, false, 1).toDoubleArray());
    TensorData noFlags = TensorData.zeros(TensorType.of(DataType.BOOLEAN, 0));
    assertEquals(0, reduce(ReduceKind.ANY, noFlags, false, 0).getLong(0));
    assertEquals(1, reduce(ReduceKind.ALL, noFlags, false, 0).getLong(0));
    assertEquals(0, reduce(ReduceKind.SUM, none, false, 0).size());
  }

  @Test
  void positionOfTheLargest() {
    TensorData x = TensorData.of(new double[] {3, 5, 5, -1, -1, -2}, 2, 3);
    assertEquals(TensorData.of(new int[] {1, 0}, 2), Run.one(new Reduction.ArgMax(1), x));
    assertEquals(TensorData.of(new int[] {0, 0, 0}, 3), Run.one(new Reduction.ArgMax(0), x));
  }

  @Test
  void cumulativeSums() {
    TensorData x = TensorData.of(new double[] {1, 2, 3, 10, 20, 30}, 2, 3);
    assertArrayEquals(new double[] {1, 3, 6, 10, 30, 60}, cumSum(1, x).toDoubleArray());
    assertArrayEquals(new double[] {1, 2, 3, 11, 22, 33}, cumSum(0, x).toDoubleArray());
    TensorData n = TensorData.of(new int[] {Integer.MAX_VALUE, 1}, 2);
    assertArrayEquals(
        new long[] {Integer.MAX_VALUE, Integer.MIN_VALUE}, cumSum(0, n).toLongArray());
  }

  private static TensorData cumSum(int axis, TensorData x) {
    return Run.one(new Reduction.CumSum(axis), x);
  }
}
