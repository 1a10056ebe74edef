package io.trihorn.ndarray;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaArraysTest {
  @Test
  void nestedArraysKeepRowMajorOrder() {
    TensorData data =
        JavaArrays.toTensor(new float[][][][] {{{{1, 2}, {3, 4}}}, {{{5, 6}, {7, 8}}}});
    assertEquals(new Shape(2, 1, 2, 2), data.shape());
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, data.toFloatArray());
  }

  @Test
  void everyPrimitiveHasItsType() {
    assertEquals(DataType.FLOAT64, JavaArrays.toTensor(new double[][] {{1}}).dtype());
    assertEquals(DataType.INT32, JavaArrays.toTensor(new int[][] {{1}}).dtype());
    assertEquals(DataType.INT64, JavaArrays.toTensor(new long[] {1}).dtype());
    assertArrayEquals(new long[] {-3, 4}, JavaArrays.toTensor(new short[] {-3, 4}).toLongArray());
    assertArrayEquals(
        new long[] {1, 0}, JavaArrays.toTensor(new boolean[] {true, false}).toLongArray());
    byte[] bytes = {(byte) 200};
    assertEquals(-56, JavaArrays.toTensor(bytes).getLong(0));
    assertEquals(200, JavaArrays.toTensor(bytes, DataType.UINT8).getLong(0));
    assertEquals(-56f, JavaArrays.toTensor(bytes, DataType.FLOAT32).getDouble(0));
  }

  @Test
  void emptyArraysHaveZeroExtents() {
    assertEquals(new Shape(0), JavaArrays.toTensor(new float[0]).shape());
    assertEquals(new Shape(2, 0), JavaArrays.toTensor(new float[2][0]).shape());
    assertEquals(new Shape(0, 0), JavaArrays.toTensor(new float[0][]).shape());
  }

  @Test
  void raggedArraysSayWhere() {
    ShapeException ragged =
        assertThrows(
            ShapeException.class,
            () -> JavaArrays.toTensor(new float[][][] {{{1, 2}}, {{1, 2, 3}}}));
    assertTrue(ragged.getMessage().startsWith("array[1, 0] has length 3"), ragged.getMessage());
    ShapeException missing =
        assertThrows(ShapeException.class, () -> JavaArrays.toTensor(new float[][] {{1, 2}, null}));
    assertTrue(missing.getMessage().startsWith("array[1] is null"), missing.getMessage());
    assertThrows(IllegalArgumentException.class, () -> JavaArrays.toTensor(new String[] {"a"}));
    assertThrows(IllegalArgumentException.class, () -> JavaArrays.toTensor("a"));
  }

  @Test
  void flatArraysTakeAShape() {
    assertEquals(new Shape(2, 3), JavaArrays.toTensor(new int[6], 2, 3).shape());
    assertThrows(ShapeException.class, () -> JavaArrays.toTensor(new int[5], 2, 3));
    assertThrows(ShapeException.class, () -> JavaArrays.toTensor(new int[2][3], 6));
  }

  @Test
  void hostValuesTakeWhateverHoldsNumbers() {
    TensorData data = TensorData.of(new float[] {1, 2}, 2);
    assertSame(data, HostValues.of(data));
    try (NDManager manager = TrihornNDManager.newBaseManager()) {
      NDList list = new NDList(manager.create(1), manager.create(new long[] {2}));
      assertEquals(2, HostValues.listOf(list).size());
      assertSame(((TrihornNDArray) list.get(1)).data(), HostValues.listOf(list).get(1));
    }
    assertEquals(1, HostValues.listOf(new float[2][2]).size());
    assertEquals(2, HostValues.listOf(new Object[] {new float[2], data}).size());
    assertEquals(2, HostValues.listOf(List.of(new float[2], data)).size());
    assertEquals(Long.MAX_VALUE, HostValues.of(Long.MAX_VALUE).getLong(0));
    assertEquals(DataType.BOOLEAN, HostValues.of(true).dtype());
    assertEquals(
        TensorData.of(new int[] {111, 110, 101}, 3), HostValues.of("one").cast(DataType.INT32));
    assertThrows(IllegalArgumentException.class, () -> HostValues.of(new Object()));
    assertThrows(IllegalArgumentException.class, () -> HostValues.of(null));
  }

  @Test
  void anArrayWithoutAShapeIsAVector() {
    assertEquals(TensorType.of(DataType.INT32, 3), TensorData.of(new int[] {1, 2, 3}).type());
    assertEquals(TensorType.of(DataType.INT64, 1), TensorData.of(new long[] {1}).type());
    assertEquals(TensorType.of(DataType.FLOAT32, 0), TensorData.of(new float[0]).type());
    assertEquals(TensorType.of(DataType.FLOAT64, 1), TensorData.of(new double[] {1}).type());
    assertEquals(TensorType.of(DataType.BOOLEAN, 2), TensorData.of(new boolean[2]).type());
    assertEquals(TensorType.of(DataType.INT32), TensorData.of(new int[1], new long[0]).type());
  }
}
