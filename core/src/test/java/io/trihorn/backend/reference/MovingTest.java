package io.trihorn.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Matrix products and the ops that move elements, worked out by hand. */
class MovingTest {
  /** {@code (2, 3)}: 0 to 5. */
  private static final TensorData X = TensorData.of(new double[] {0, 1, 2, 3, 4, 5}, 2, 3);

  private static TensorData matrix(long rows, long columns, double... values) {
    return TensorData.of(values, rows, columns);
  }

  private static TensorData vector(double... values) {
    return TensorData.of(values, values.length);
  }

  @Test
  void matrixProducts() {
    TensorData a = matrix(2, 3, 1, 2, 3, 4, 5, 6);
    TensorData b = matrix(3, 2, 7, 8, 9, 10, 11, 12);
    TensorData ab = matrix(2, 2, 58, 64, 139, 154);
    TensorData at = matrix(3, 2, 1, 4, 2, 5, 3, 6);
    TensorData bt = matrix(2, 3, 7, 9, 11, 8, 10, 12);
    assertEquals(ab, Run.one(new Linear.MatMul(false, false), a, b));
    assertEquals(ab, Run.one(new Linear.MatMul(true, false), at, b));
    assertEquals(ab, Run.one(new Linear.MatMul(false, true), a, bt));
    assertEquals(ab, Run.one(new Linear.MatMul(true, true), at, bt));
    TensorData batch = TensorData.of(new double[] {1, 2, 3, 4}, 2, 1, 2);
    TensorData other = TensorData.of(new double[] {10, 1, 1, 10}, 2, 2, 1);
    assertEquals(
        TensorData.of(new double[] {12, 43}, 2, 1, 1),
        Run.one(new Linear.MatMul(false, false), batch, other));
    TensorData none = TensorData.zeros(TensorType.of(DataType.FLOAT64, 2, 0));
    TensorData zeros = Run.one(new Linear.MatMul(false, true), none, none);
    assertEquals(matrix(2, 2, 0, 0, 0, 0), zeros);
  }

  @Test
  void transposeAndBroadcast() {
    assertEquals(matrix(3, 2, 0, 3, 1, 4, 2, 5), Run.one(new Shaping.Transpose(List.of(1, 0)), X));
    TensorData cube = TensorData.of(new double[] {0, 1, 2, 3, 4, 5, 6, 7}, 2, 2, 2);
    assertArrayEquals(
        new double[] {0, 2, 4, 6, 1, 3, 5, 7},
        Run.one(new Shaping.Transpose(List.of(2, 0, 1)), cube).toDoubleArray());
    assertEquals(
        matrix(2, 2, 4, 4, 5, 5),
        Run.one(new Shaping.Broadcast(new Shape(2, 2)), matrix(2, 1, 4, 5)));
    assertEquals(
        matrix(2, 2, 4, 5, 4, 5), Run.one(new Shaping.Broadcast(new Shape(2, 2)), vector(4, 5)));
    assertEquals(X.reshape(3, 1, 2), Run.one(new Shaping.Reshape(new Shape(3, 1, 2)), X));
  }

  @Test
  void boxes() {
    Shaping.Slice box = new Shaping.Slice(List.of(0L, 0L), List.of(2L, 3L), List.of(1L, 2L));
    assertEquals(matrix(2, 2, 0, 2, 3, 5), Run.one(box, X));
    Shaping.Slice corner = new Shaping.Slice(List.of(1L, 1L), List.of(2L, 3L), List.of(1L, 1L));
    assertEquals(matrix(1, 2, 4, 5), Run.one(corner, X));
    assertEquals(matrix(2, 3, 2, 1, 0, 5, 4, 3), Run.one(new Shaping.Reverse(List.of(1)), X));
    assertEquals(matrix(2, 3, 5, 4, 3, 2, 1, 0), Run.one(new Shaping.Reverse(List.of(0, 1)), X));
    assertEquals(
        matrix(3, 4, 9, 9, 9, 9, 9, 0, 1, 2, 9, 3, 4, 5),
        Run.one(new Shaping.Pad(List.of(1L, 1L), List.of(0L, 0L), 9), X));
    assertEquals(
        matrix(2, 4, 0, 1, 2, 7, 3, 4, 5, 8),
        Run.one(new Shaping.Concat(1), X, matrix(2, 1, 7, 8)));
    List<TensorData> parts = Run.all(new Shaping.Split(1, List.of(1L, 0L, 2L)), X);
    assertEquals(matrix(2, 1, 0, 3), parts.get(0));
    assertEquals(0, parts.get(1).size());
    assertEquals(matrix(2, 2, 1, 2, 4, 5), parts.get(2));
  }

  @Test
  void picking() {
    TensorData at = TensorData.of(new int[] {2, 0, -4, 99}, 2, 2);
    assertEquals(
        TensorData.of(new double[] {2, 0, 0, 2, 5, 3, 3, 5}, 2, 2, 2),
        Run.one(new Indexing.Gather(1), X, at));
    assertEquals(
        vector(3, 4, 5),
        Run.one(new Indexing.Gather(0), X, TensorData.of(new long[] {1}).reshape()));
  }

  @Test
  void addingRows() {
    TensorData at = TensorData.of(new int[] {1, 1, -3, 7}, 4);
    TensorData rows = matrix(4, 3, 10, 10, 10, 20, 20, 20, 30, 30, 30, 1, 2, 3);
    assertEquals(
        matrix(2, 3, 30, 31, 32, 34, 36, 38), Run.one(new Indexing.ScatterAdd(), X, at, rows));
  }

  @Test
  void theLargest() {
    TensorData x = matrix(2, 4, 3, 9, 9, -1, 0.0, -0.0, -5, 0.0);
    List<TensorData> found = Run.all(new Indexing.TopK(3), x);
    assertEquals(TensorData.of(new int[] {1, 2, 0, 0, 1, 3}, 2, 3), found.get(1));
    assertArrayEquals(new double[] {9, 9, 3, 0, -0.0, 0}, found.get(0).toDoubleArray());
  }
}
