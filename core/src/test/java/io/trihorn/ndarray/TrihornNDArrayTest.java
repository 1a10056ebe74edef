package io.trihorn.ndarray;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.passthrough.PassthroughNDManager;
import io.trihorn.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrihornNDArrayTest {
  private final NDManager manager = TrihornNDManager.newBaseManager();

  @Test
  void createsFromJavaArrays() {
    assertArrayEquals(
        new float[] {1, 2, 3, 4}, manager.create(new float[][] {{1, 2}, {3, 4}}).toFloatArray());
    assertEquals(new Shape(2, 2), manager.create(new double[][] {{1, 2}, {3, 4}}).getShape());
    assertArrayEquals(new int[] {7, -8}, manager.create(new int[] {7, -8}).toIntArray());
    assertArrayEquals(new long[] {1L << 40}, manager.create(new long[] {1L << 40}).toLongArray());
    assertArrayEquals(new byte[] {-1, 5}, manager.create(new byte[] {-1, 5}).toByteArray());
    assertArrayEquals(
        new boolean[] {true, false}, manager.create(new boolean[] {true, false}).toBooleanArray());
    assertEquals(new Shape(), manager.create(3.5f).getShape());
    assertEquals(3.5f, manager.create(3.5f).getFloat());
    assertEquals(DataType.INT64, manager.create(5L).getDataType());
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"COMPLEX64", "UNKNOWN", "STRING", "UINT64"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyTypeIsCreatedReadConvertedAndPrinted(DataType type) {
    NDArray ones = manager.ones(new Shape(2, 3), type);
    assertEquals(type, ones.getDataType());
    assertEquals(type != DataType.BOOLEAN, ones.contentEquals(1));
    assertEquals(ones, manager.full(new Shape(2, 3), 1f, type));
    assertNotEquals(ones, manager.zeros(new Shape(2, 3), type));
    assertArrayEquals(
        new float[] {1, 1, 1, 1, 1, 1}, ones.toType(DataType.FLOAT32, false).toFloatArray());
    assertEquals(6, ones.toArray().length);
    assertTrue(ones.toString().contains("(2, 3)"), ones.toString());
    assertEquals(ones, manager.create(ones.toByteBuffer(), ones.getShape(), type));
  }

  @Test
  void makesRangesAndDiagonals() {
    assertArrayEquals(new int[] {2, 5, 8}, manager.arange(2, 11, 3).toIntArray());
    assertArrayEquals(new int[] {5, 4, 3}, manager.arange(5, 2, -1).toIntArray());
    assertArrayEquals(new int[] {16777217}, manager.arange(16777217, 16777218).toIntArray());
    assertArrayEquals(
        new float[] {0, 0.25f, 0.5f}, manager.arange(0f, 0.75f, 0.25f).toFloatArray());
    assertArrayEquals(new float[] {0, 0.5f, 1}, manager.linspace(0f, 1f, 3).toFloatArray());
    assertArrayEquals(new float[] {0, 1, 0, 0, 0, 1}, manager.eye(2, 3, 1).toFloatArray());
    assertArrayEquals(new float[] {0, 0, 1, 0, 0, 1}, manager.eye(3, 2, -1).toFloatArray());
    assertArrayEquals(new int[] {16777217}, manager.full(new Shape(1), 16777217).toIntArray());
  }

  @Test
  void readsBuffersInTheirByteOrder() {
    ByteBuffer big = ByteBuffer.allocate(8).order(ByteOrder.BIG_ENDIAN);
    big.putFloat(1.5f).putFloat(-2f).flip();
    ByteBuffer little = ByteBuffer.allocateDirect(8).order(ByteOrder.LITTLE_ENDIAN);
    little.putFloat(1.5f).putFloat(-2f).flip();
    float[] expected = {1.5f, -2f};
    Shape shape = new Shape(2);
    assertArrayEquals(expected, manager.create(big, shape, DataType.FLOAT32).toFloatArray());
    assertArrayEquals(expected, manager.create(little, shape, DataType.FLOAT32).toFloatArray());
    assertArrayEquals(expected, manager.create(FloatBuffer.wrap(expected), shape).toFloatArray());
    assertEquals(0, big.position(), "the caller's buffer is left as it was");
    NDArray half = manager.create(ShortBuffer.wrap(new short[] {0x3c00}), new Shape(1));
    assertEquals(1f, half.toFloatArray()[0]);
  }

  @Test
  void refusesBuffersOfAnotherSizeOrType() {
    IllegalArgumentException size =
        assertThrows(
            IllegalArgumentException.class,
            () -> manager.create(FloatBuffer.wrap(new float[3]), new Shape(2, 2)));
    assertTrue(size.getMessage().contains("has 4 elements, but the buffer has 3"));
    IllegalArgumentException type =
        assertThrows(
            IllegalArgumentException.class,
            () -> manager.create(IntBuffer.wrap(new int[4]), new Shape(2, 2), DataType.FLOAT32));
    assertTrue(type.getMessage().contains("expected a buffer of float32"), type.getMessage());
  }

  @Test
  void reshapesShareElements() {
    NDArray a = manager.arange(6f);
    NDArray b = a.reshape(2, -1);
    assertEquals(new Shape(2, 3), b.getShape());
    b.set(new float[] {9, 8, 7, 6, 5, 4});
    assertEquals(9f, a.getFloat(0));
    assertEquals(new Shape(1, 2, 3), b.expandDims(0).getShape());
    assertEquals(new Shape(2, 3, 1), b.expandDims(-1).getShape());
    assertEquals(new Shape(2, 3), b.expandDims(1).squeeze(1).getShape());
    assertEquals(new Shape(2, 3), b.expandDims(1).expandDims(0).squeeze().getShape());
    assertThrows(IllegalArgumentException.class, () -> a.reshape(4, -1));
    assertThrows(IllegalArgumentException.class, () -> a.reshape(5));
    assertThrows(IllegalArgumentException.class, () -> b.squeeze(0));
  }

  @Test
  void slices() {
    NDArray a = manager.arange(24f).reshape(2, 3, 4);
    assertEquals(23f, a.getFloat(1, 2, 3));
    assertEquals(23f, a.getFloat(-1, -1, -1));
    assertArrayEquals(new float[] {4, 5, 6, 7}, a.get(0, 1).toFloatArray());
    assertArrayEquals(new float[] {1, 3, 13, 15}, a.get(":, 0, 1::2").toFloatArray());
    assertEquals(new Shape(2, 2, 4), a.get(":, 1:3").getShape());
    assertArrayEquals(new float[] {3, 7, 11, 15, 19, 23}, a.get("..., 3").toFloatArray());
    a.set(new NDIndex("1, :, 0"), -1);
    assertArrayEquals(new float[] {-1, -1, -1}, a.get("1, :, 0").toFloatArray());
    a.set(new NDIndex("0, 0"), manager.zeros(new Shape(4)));
    assertTrue(a.get(0, 0).contentEquals(0));
    assertThrows(IndexOutOfBoundsException.class, () -> a.get(2));
    assertEquals(a, a.get("0:5"));
    assertEquals(a.get(1), a.get(manager.create(1)));
  }

  @Test
  void viewsOfHostElements() {
    TrihornNDArray a = (TrihornNDArray) manager.arange(24f).reshape(2, 3, 4);
    TrihornNDArray row = (TrihornNDArray) a.get("1, 2");
    row.data().setDouble(1, -5);
    assertEquals(-5f, a.getFloat(1, 2, 1));
    row.set(new float[] {1, 2, 3, 4});
    assertEquals(2f, a.getFloat(1, 2, 1));
    NDArray column = a.get(":, 0, 0");
    column.set(new float[] {8, 9});
    assertEquals(9f, a.getFloat(1, 0, 0));
    assertThrows(IllegalStateException.class, () -> ((TrihornNDArray) column).data());
    assertEquals(column, manager.create(column.toByteBuffer(true), new Shape(2), DataType.FLOAT32));
    NDArray wide = column.broadcast(new Shape(3, 2));
    assertThrows(IllegalArgumentException.class, () -> wide.set(new float[6]));
    a.close();
    assertEquals(9f, column.getFloat(1));
  }

  @Property
  void slicesAreWhatTheIndicesSay(
      @ForAll @IntRange(min = 1, max = 4) int rows,
      @ForAll @IntRange(min = 1, max = 5) int columns,
      @ForAll @IntRange(max = 4) int start,
      @ForAll @IntRange(min = 1, max = 3) int step) {
    NDArray a = manager.arange((float) rows * columns * 2).reshape(rows, columns, 2);
    int from = Math.min(start, columns - 1);
    NDArray part = a.get("1:, {}::{}", from, step);
    int i = 0;
    float[] values = part.toFloatArray();
    for (int r = 1; r < rows; r++) {
      for (int c = from; c < columns; c += step) {
        assertEquals((r * columns + c) * 2f, values[i++]);
        assertEquals((r * columns + c) * 2f + 1, values[i++]);
      }
    }
    assertEquals(i, values.length);
  }

  @Test
  void equalByTypeShapeAndElements() {
    NDArray a = manager.create(new float[] {1, Float.NaN});
    assertEquals(a, a.duplicate());
    assertEquals(manager.create(0f), manager.create(-0f));
    assertNotEquals(a, a.reshape(2, 1));
    assertNotEquals(a, a.toType(DataType.FLOAT64, false));
    assertFalse(a.allClose(a.duplicate()));
    assertTrue(a.allClose(a.duplicate(), 0, 0, true));
    assertTrue(manager.create(1f).allClose(manager.create(1.000001f)));
    assertFalse(manager.create(1f).allClose(manager.create(1.1f)));
  }

  @Test
  void lifetimesAreDjls() {
    NDManager sub = manager.newSubManager();
    NDArray attached = sub.create(1f);
    NDArray detached = sub.create(2f);
    NDArray moved = sub.create(3f);
    NDArray borrowed = manager.create(4f);
    detached.detach();
    moved.attach(manager);
    borrowed.tempAttach(sub);
    assertSame(sub, borrowed.getManager());
    sub.close();
    assertTrue(attached.isReleased());
    assertEquals(2f, detached.getFloat());
    assertEquals(3f, moved.getFloat());
    assertFalse(borrowed.isReleased());
    assertSame(manager, borrowed.getManager());
    String message = assertThrows(IllegalStateException.class, attached::toFloatArray).getMessage();
    assertTrue(attached.toString().contains("closed"), message);
    assertThrows(IllegalStateException.class, () -> sub.create(1f));
    manager.close();
    assertTrue(moved.isReleased());
    assertEquals(2f, detached.getFloat());
  }

  @Test
  void scopesCloseArrays() {
    NDArray inside;
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      inside = manager.create(1f);
    }
    assertTrue(inside.isReleased());
  }

  @Test
  void otherDevicesAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> manager.create(new Shape(2), DataType.INT8, Device.gpu()));
  }

  @Test
  void djlsSerializersWork() {
    NDArray a = manager.arange(6f).reshape(2, 3);
    a.setName("a");
    NDList list = NDList.decode(manager, new NDList(a).encode());
    assertEquals(a, list.get(0));
    NDList npz = NDList.decode(manager, new NDList(a).encode(NDList.Encoding.NPZ));
    assertEquals(a, npz.get("a"));
    NDList tensors = NDList.decode(manager, new NDList(a).encode(NDList.Encoding.SAFETENSORS));
    assertEquals(a, tensors.get("a"));
  }

  @Test
  void takesArraysOfOtherEngines() {
    ByteBuffer bytes = ByteBuffer.allocate(8);
    bytes.putInt(5).putInt(-6).flip();
    NDArray other = PassthroughNDManager.INSTANCE.create(bytes, new Shape(2), DataType.INT32);
    NDArray ours = manager.from(other);
    assertNotSame(other, ours);
    assertArrayEquals(new int[] {5, -6}, ours.toIntArray());
    assertEquals(ours, other);
    assertSame(ours, manager.from(ours));
  }

  @Test
  void everyArrayHasANameOfItsOwn() {
    TensorData data = TensorData.of(new float[] {1, 2});
    assertNotEquals(TrihornNDArray.of(data).getUid(), TrihornNDArray.of(data).getUid());
  }

  @Test
  void floatsAreCopiedOut() {
    TrihornNDArray array = TrihornNDArray.of(TensorData.of(new float[] {1, 2}));
    array.toFloatArray()[0] = 7;
    assertArrayEquals(new float[] {1, 2}, array.toFloatArray());
    TrihornNDArray ints = TrihornNDArray.of(TensorData.of(new int[] {1, 2}));
    assertThrows(IllegalStateException.class, ints::toFloatArray);
  }

  @Test
  void arraysThatAreForgottenLeaveTheirManager() {
    for (int i = 0; i < 20_000; i++) {
      manager.create(1f);
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          while (manager.getManagedArrays().size() > 100) {
            System.gc();
            manager.create(1f);
          }
        });
  }

  @Test
  void resultsKeepTheirValueWhateverIsWrittenLater() {
    NDManager computing = TrihornNDManager.newBaseManager("reference");
    TrihornNDArray a = (TrihornNDArray) computing.create(new float[] {1, 2});
    NDArray sum = a.add(1);
    a.set(new float[] {7, 8});
    NDArray later = a.add(1);
    a.data().setDouble(0, 9);
    NDArray last = a.add(1);
    a.data().setDouble(0, 11);
    assertArrayEquals(new float[] {2, 3}, sum.toFloatArray());
    assertArrayEquals(new float[] {8, 9}, later.toFloatArray());
    assertArrayEquals(new float[] {10, 9}, last.toFloatArray());
    assertArrayEquals(new float[] {12, 9}, a.addi(1).toFloatArray());
    assertEquals(12f, a.data().getDouble(0));
    sum.close();
    assertThrows(IllegalStateException.class, () -> sum.add(1));
    computing.close();
    assertTrue(last.isReleased());
  }
}
