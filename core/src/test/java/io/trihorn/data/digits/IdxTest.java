package io.trihorn.data.digits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  @TempDir Path directory;

  static byte[] idx(int type, int[] dims, byte... elements) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(out)) {
      data.write(new byte[] {0, 0, (byte) type, (byte) dims.length});
      for (int d : dims) {
        data.writeInt(d);
      }
      data.write(elements);
      return out.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("digits-idx3-ubyte.gz"), bytes);
  }

  private String failure(byte[] bytes) throws IOException {
    Path file = write(bytes);
    String message = assertThrows(IOException.class, () -> Idx.read(file)).getMessage();
    assertTrue(message.contains(file.toString()), message);
    return message;
  }

  @Test
  void readsPlainAndGzippedFiles() throws IOException {
    byte[] file =
        idx(8, new int[] {2, 1, 3}, (byte) 0, (byte) 1, (byte) 255, (byte) 7, (byte) 8, (byte) 9);
    for (byte[] bytes : new byte[][] {file, gzip(file)}) {
      var data = Idx.read(write(bytes));
      assertEquals(TensorType.of(DataType.UINT8, 2, 1, 3), data.type());
      assertArrayEquals(new long[] {0, 1, 255, 7, 8, 9}, data.toLongArray());
    }
  }

  @Test
  void readsBigEndianElements() throws IOException {
    assertArrayEquals(
        new long[] {-2, 258},
        Idx.read(
                write(
                    idx(
                        0x0c,
                        new int[] {2},
                        (byte) -1,
                        (byte) -1,
                        (byte) -1,
                        (byte) -2,
                        (byte) 0,
                        (byte) 0,
                        (byte) 1,
                        (byte) 2)))
            .toLongArray());
    assertArrayEquals(
        new float[] {1.5f},
        Idx.read(write(idx(0x0d, new int[] {1}, (byte) 0x3f, (byte) 0xc0, (byte) 0, (byte) 0)))
            .toFloatArray());
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    byte[] good = idx(8, new int[] {2, 2}, (byte) 1, (byte) 2, (byte) 3, (byte) 4);
    assertTrue(failure(Arrays.copyOf(good, good.length - 1)).contains("expected 4 bytes"));
    assertTrue(failure(Arrays.copyOf(good, good.length + 1)).contains("but the file has more"));
    assertTrue(failure(Arrays.copyOf(good, 7)).contains("expected 2 extents, but got 00 00 00"));
    assertTrue(failure(new byte[0]).contains("got nothing"));
    assertTrue(failure("<html>404</html>".getBytes()).contains("got 3c 68 74 6d"));
    assertTrue(failure(idx(0x0a, new int[] {0})).contains("is no idx file"));
    assertTrue(failure(idx(8, new int[] {-1})).contains("is no idx file"));
    assertTrue(failure(idx(8, new int[] {1 << 30, 1 << 30, 1 << 30})).contains("2 GiB"));
    assertTrue(failure(idx(8, new int[] {1 << 30})).contains("only 0"));
  }

  @Test
  void saysHowTheCompressionIsBroken() throws IOException {
    byte[] noise = new byte[4000];
    new Random(1).nextBytes(noise);
    byte[] zipped = gzip(idx(8, new int[] {4000}, noise));
    assertTrue(failure(Arrays.copyOf(zipped, 2000)).contains("ends in the middle"));
    byte[] badSum = zipped.clone();
    badSum[badSum.length - 6] ^= 1;
    assertTrue(failure(badSum).contains("damaged"));
    byte[] badMethod = zipped.clone();
    badMethod[2] = 0;
    assertTrue(failure(badMethod).contains("damaged"));
    assertTrue(
        assertThrows(IOException.class, () -> Idx.read(directory.resolve("none")))
            .getMessage()
            .startsWith("there is no file"));
  }
}
