package io.trihorn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trihorn.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NpyTest {
  private static byte[] npy(String descr, String shape, boolean fortran, ByteBuffer data) {
    String header =
        "{'descr': '"
            + descr
            + "', 'fortran_order': "
            + (fortran ? "True" : "False")
            + ", 'shape': "
            + shape
            + ", }";
    byte[] padded = Arrays.copyOf(header.getBytes(StandardCharsets.ISO_8859_1), 118);
    Arrays.fill(padded, header.length(), 117, (byte) ' ');
    padded[117] = '\n';
    return ByteBuffer.allocate(10 + padded.length + data.capacity())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) padded.length)
        .put(padded)
        .put(data.rewind())
        .array();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void arraysOfTheKindsThatOccur() {
    ByteBuffer floats = little(8).putFloat(1.5f).putFloat(-2);
    assertEquals(
        TensorData.of(new float[] {1.5f, -2}, 1, 2),
        Npy.parse(npy("<f4", "(1, 2)", false, floats)));
    assertEquals(
        TensorData.of(new long[] {-7}).reshape(),
        Npy.parse(npy("<i8", "()", false, little(8).putLong(-7))));
    assertEquals(
        TensorData.of(new boolean[] {true, false, true}, 3),
        Npy.parse(npy("|b1", "(3,)", false, little(3).put(new byte[] {1, 0, 1}))));
  }

  @Test
  void othersAreRefused() {
    ByteBuffer eight = little(8);
    assertThrows(IllegalArgumentException.class, () -> Npy.parse(npy("f4", "(2,)", false, eight)));
    assertThrows(IllegalArgumentException.class, () -> Npy.parse(npy("<f3", "(2,)", false, eight)));
    assertThrows(IllegalArgumentException.class, () -> Npy.parse(npy("<f4", "(3,)", false, eight)));
    assertThrows(IllegalArgumentException.class, () -> Npy.parse(new byte[20]));
  }
}
