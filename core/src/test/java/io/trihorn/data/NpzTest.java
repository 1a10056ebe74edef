package io.trihorn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
  /**
   * {@code numpy.savez_compressed} of NumPy 2: {@code a} in Fortran's order, {@code b} of {@code
   * >i2}, a scalar {@code c}, {@code d} of {@code <u4}, {@code e} without elements, {@code f} of
   * truth values.
   */
  private static final byte[] NUMPY =
      Base64.getDecoder()
          .decode(
              "UEsDBC0AAAAIAAAAIQDOLODT//////////8FABQAYS5ucHkBABAAmAAAAAAAAABWAAAAAAAAAJvsF+ob"
                  + "EMnIUMZQrZ6SWpxcpG6loG6TZqKuo6Cell9UUpSYF59flJIKEg8pKk0FChdnJBakArkaRjoKxpo6CrUK"
                  + "5AMuBjBwcGBgaLAHYgcQh4FhgQMAUEsDBC0AAAAIAAAAIQCZcaW7//////////8FABQAYi5ucHkBABAA"
                  + "iAAAAAAAAABOAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6XaaSuo6Cell9UUpSYF59flJIKEndL"
                  + "zClOBYoXZyQWpAL5GkY6CkaaOgq1CmQDLgYGBkYGJgZmAFBLAwQtAAAACAAAACEANbQ6k///////////"
                  + "BQAUAGMubnB5AQAQAIgAAAAAAAAARwAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2ahrqOgnpZf"
                  + "VFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RqaOgq1ChQBLgYwYHEAAFBLAwQtAAAACAAAACEA2llw1v//"
                  + "////////BQAUAGQubnB5AQAQAJAAAAAAAAAAUgAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuU2qi"
                  + "rqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpGOgpGmjoKtQpkAy5GBgYGJiBmBmIWIAYAUEsD"
                  + "BC0AAAAIAAAAIQB+onPd//////////8FABQAZS5ucHkBABAAgAAAAAAAAABGAAAAAAAAAJvsF+obEMnI"
                  + "UMZQrZ6SWpxcpG6loG6TZqSuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GgY6CsaaOgq1CmQD"
                  + "LgBQSwMELQAAAAgAAAAhAO4Zu13//////////wUAFABmLm5weQEAEACCAAAAAAAAAEYAAAAAAAAAm+wX"
                  + "6hsQychQxlCtnpJanFykbqWgXpNkqK6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaRjqaOgq1"
                  + "ChQALkYGAFBLAQItAy0AAAAIAAAAIQDOLODTVgAAAJgAAAAFAAAAAAAAAAAAAACAAQAAAABhLm5weVBL"
                  + "AQItAy0AAAAIAAAAIQCZcaW7TgAAAIgAAAAFAAAAAAAAAAAAAACAAY0AAABiLm5weVBLAQItAy0AAAAI"
                  + "AAAAIQA1tDqTRwAAAIgAAAAFAAAAAAAAAAAAAACAARIBAABjLm5weVBLAQItAy0AAAAIAAAAIQDaWXDW"
                  + "UgAAAJAAAAAFAAAAAAAAAAAAAACAAZABAABkLm5weVBLAQItAy0AAAAIAAAAIQB+onPdRgAAAIAAAAAF"
                  + "AAAAAAAAAAAAAACAARkCAABlLm5weVBLAQItAy0AAAAIAAAAIQDuGbtdRgAAAIIAAAAFAAAAAAAAAAAA"
                  + "AACAAZYCAABmLm5weVBLBQYAAAAABgAGADIBAAATAwAAAAA=");

  @TempDir Path directory;

  @Test
  void numPysFilesAreRead() throws IOException {
    Npz read = Npz.read(Files.write(directory.resolve("a.npz"), NUMPY));
    assertEquals(TensorData.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3), read.get("a"));
    assertEquals(TensorType.of(DataType.INT16, 2, 2), read.get("b").type());
    assertArrayEquals(new long[] {0, 1, 2, 3}, read.get("b").toLongArray());
    assertEquals(TensorData.scalar(DataType.FLOAT64, 2.5), read.get("c"));
    assertEquals(TensorType.of(DataType.UINT32, 2, 2), read.get("d").type());
    assertEquals(TensorType.of(DataType.FLOAT16, 0, 3), read.get("e").type());
    assertEquals(TensorData.of(new boolean[] {true, false}, 2), read.get("f"));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Map<String, TensorData> arrays = new LinkedHashMap<>();
    arrays.put("dense/kernel", TensorData.of(new float[] {1, 2, 3, 4}, 2, 2));
    arrays.put("steps", TensorData.of(new long[] {7}).reshape());
    arrays.put("half", TensorData.full(TensorType.of(DataType.FLOAT16, 3), 0.5));
    Path file = directory.resolve("b.npz");
    new Npz(arrays).write(file);
    assertEquals(arrays, Npz.read(file).arrays());
    byte[] once = Files.readAllBytes(file);
    new Npz(arrays).write(file);
    assertArrayEquals(once, Files.readAllBytes(file));
    Npz bfloat = new Npz(Map.of("x", TensorData.zeros(TensorType.of(DataType.BFLOAT16, 1))));
    assertThrows(IllegalArgumentException.class, () -> bfloat.write(file));
    assertArrayEquals(once, Files.readAllBytes(file));
  }

  @Test
  void othersAreRefused() throws IOException {
    Path file = directory.resolve("c.npz");
    Files.write(file, new byte[100]);
    assertRefused(file, "no whole .npz file");
    byte[] cut = new byte[NUMPY.length / 2];
    System.arraycopy(NUMPY, 0, cut, 0, cut.length);
    assertRefused(Files.write(file, cut), "no whole .npz file");
    byte[] header = NpyHeader.bytes(TensorType.of(DataType.FLOAT32, 2));
    String text = new String(header, StandardCharsets.ISO_8859_1);
    zip(file, latin(text.replace("'<f4'", "'|O' ")), 8);
    assertRefused(file, "pickle is code");
    zip(file, latin(text.replace("'<f4'", "'<c8'")), 16);
    assertRefused(file, "elements '<c8'");
    zip(file, header, 100 << 20);
    assertRefused(file, "it says that it unpacks from");
    zip(file, header, 7);
    assertRefused(file, "has 7 bytes");
    zip(file, latin(text.replace("(2,)", "(-2,)").replaceFirst(" \\n", "\n")), 8);
    assertRefused(file, "the extent '-2'");
    zip(file, latin(text.replace("(2,)", "(99999999999,)").replaceFirst(" {10}\\n", "\n")), 8);
    assertRefused(file, "more than 2 GiB");
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** An array with a header and so many bytes of zeros. */
  private static void zip(Path file, byte[] header, int zeros) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("x.npy"));
      zip.write(header);
      zip.write(new byte[zeros]);
      zip.closeEntry();
    }
  }

  private static void assertRefused(Path file, String part) {
    String message = assertThrows(IOException.class, () -> Npz.read(file)).getMessage();
    assertTrue(message.contains(part), message);
  }
}
