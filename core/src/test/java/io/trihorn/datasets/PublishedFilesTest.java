package io.trihorn.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.Npy;
import io.trihorn.data.Npz;
import io.trihorn.graph.TensorData;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Small files of the forms in which datasets are published, written by Python 3.12 and NumPy 2.4.
 */
class PublishedFilesTest {
  /** {@code np.array([[1, 14, 300], [1, 70000], [2]], dtype=object)} by protocols 2 and 4. */
  private static final List<String> WORDS =
      List.of(
          "gAJjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcQBjbnVtcHkKbmRhcnJheQpxAUsA"
              + "hXECY19jb2RlY3MKZW5jb2RlCnEDWAEAAABicQRYBgAAAGxhdGluMXEFhnEGUnEHh3EIUnEJKEsBSwOF"
              + "cQpjbnVtcHkKZHR5cGUKcQtYAgAAAE84cQyJiIdxDVJxDihLA1gBAAAAfHEPTk5OSv////9K/////0s/"
              + "dHEQYoldcREoXXESKEsBSw5NLAFlXXETKEsBSnARAQBlXXEUSwJhZXRxFWIu",
          "gASVpQAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5"
              + "lIwHbmRhcnJheZSTlEsAhZRDAWKUh5RSlChLAUsDhZRoA4wFZHR5cGWUk5SMAk84lImIh5RSlChLA4wB"
              + "fJROTk5K/////0r/////Sz90lGKJXZQoXZQoSwFLDk0sAWVdlChLAUpwEQEAZV2USwJhZXSUYi4=");

  /** {@code np.savez_compressed}: x of [1, 2], [3], [4, 5, 6], [7], [8, 9]; y of 3, 1, 4, 1, 5. */
  private static final String NPZ =
      "UEsDBC0AAAAIAAAAIQC8RBvH//////////8FABQAeC5ucHkBABAAOQEAAAAAAADcAAAAAAAAAJvsF+ob"
          + "EMnIUMZQrZ6SWpxcpG6loF7jr66joJ6WX1RSlJgXn1+UkgoSdkvMKU4FihdnJBakAvkapjqaOgq1CpQA"
          + "rgaWqesYIKBHLK80t6BSLz45vyhVL7c0pyQzsagosXJKD098UWpyfl5xSVFpcsmUyVN6WMEqp/Sw56VA"
          + "lEye4s3QOsWZMWlK+5SgKRrejN6srVMymHtYU0oqC1JBWpj8LaZ0dkBkmXsYa6b4+fl5/QcCMOFtXzIl"
          + "qTN2ikYsWDNTauwUb+ZEEIfFm9WbDcRlB3M5vDlTU4Fq9QBQSwMELQAAAAgAAAAhAO6wFnj/////////"
          + "/wUAFAB5Lm5weQEAEACoAAAAAAAAAFAAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNpoa6joJ6W"
          + "X1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkapjqaOgq1ChQALmYGCGCE0ixofFYoDQBQSwECLQMtAAAA"
          + "CAAAACEAvEQbx9wAAAA5AQAABQAAAAAAAAAAAAAAgAEAAAAAeC5ucHlQSwECLQMtAAAACAAAACEA7rAW"
          + "eFAAAACoAAAABQAAAAAAAAAAAAAAgAETAQAAeS5ucHlQSwUGAAAAAAIAAgBmAAAAmgEAAAAA";

  /** Labels 7 and 200; data {@code np.arange(6144) % 251} as uint8, {@code (2, 3072)}; zlib. */
  private static final String CIFAR =
      "eNrt2lVzk0EUBuAk9dRd0SLBCsXdtaEFghUpJQYttGk3/QIUWqim7u7u7oLNvOeGfwVf5VcwZy92duec"
          + "fXfnud4cVbZQaIyJxjST2ZihNlvWFmqhjHdWKBQpeoM5JUOoNjdSsiVaONiFo044JQhnjdZF+8ecpIx3"
          + "lKsmvaQXLkly1VUn3IwWW2p6ZpScajVHpdpSpGS91arPVCdazcY0S4ZktRkltVBvtKktpo2qcNcqCoWH"
          + "nKiUEw3Ccy3OSye8i4SPTvhqtEqtKlbhYRd+mwdNUma6/Fj/eJXcb4sWASXFRSJQJ4I0Wof1jCwRHBcX"
          + "F/NXHuuTViGJEEOJfENxpFxWqhwcnZxdXN3U7h6eXt4+vn7+AYFBwSGhYeERW7Zu275jZ+Su3Xv2avbt"
          + "P3DwUNThI9FHjx0/cfLU6TNnz52/cPHS5StXr12/cfPW7Tsx2ruxcffuP9A9fPT4ydP4Z89fvEx4lfha"
          + "bzCazG/eJiW/e5+SaklLF9YMyfbh46fMz1+ysr9+Qw5ykYd8FKAQdhShGCUoRRnKUYFKVKEaNahFHerR"
          + "gEY0oRktaEUb2tGBTnShGz3oRR/6MYBBDGEYIxjFGMYxgUlMYRozmMUc5rGARSxhGStYxXf8wE/8wm/K"
          + "oVzKo3wqoEKyUxEVUwmVUhmVUwVVUhVVUw3VUh3VUwM1UhM1Uwu1Uhu1Uwd1Uhd1Uw/1Uh/10wAN0hAN"
          + "0wiN0hiN0wRN0hRN0wzN0hzN0wIt0hIt0wqtsjqrszqrszqrszqrszqrszqrszqrszqrszqrszqrszqr"
          + "szqrszqrszqrszqrszqrs/r/pi5C1z76hOlEuCQiDLaof2GGTp8=";

  /** A pickle that calls {@code os.system} when it is loaded. */
  private static final String EVIL = "gAJjcG9zaXgKc3lzdGVtCnEAWAQAAAB0cnVlcQGFcQJScQMu";

  private static byte[] bytes(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  private static byte[] cifar() throws IOException {
    return new InflaterInputStream(new ByteArrayInputStream(bytes(CIFAR))).readAllBytes();
  }

  @Test
  void picklesOfWordsAreRead() throws IOException {
    for (String pickle : WORDS) {
      List<int[]> texts = Archives.texts(Pickle.read(new ByteArrayInputStream(bytes(pickle))));
      assertEquals(3, texts.size());
      assertArrayEquals(new int[] {1, 14, 300}, texts.get(0));
      assertArrayEquals(new int[] {1, 70000}, texts.get(1));
      assertArrayEquals(new int[] {2}, texts.get(2));
    }
  }

  @Test
  void picklesThatCallAnythingAreRefused() {
    IOException e =
        assertThrows(IOException.class, () -> Pickle.read(new ByteArrayInputStream(bytes(EVIL))));
    assertTrue(e.getMessage().contains("posix.system, which is refused"), e.getMessage());
  }

  @Test
  void wordsOfFilesGoThroughTheOptions(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("reuters.npz"), bytes(NPZ));
    Reuters reuters = Reuters.load(file, 0.2, new WordOptions());
    assertEquals(4, reuters.train().x().size());
    assertEquals(1, reuters.test().x().get(0)[0]);
    long words =
        reuters.train().x().stream().mapToLong(x -> x.length).sum()
            + reuters.test().x().get(0).length;
    assertEquals(9 + 5, words);
    assertEquals(46, Reuters.LABEL_NAMES.size());
    Reuters few = Reuters.load(file, 0.2, new WordOptions().maxlen(3));
    assertEquals(2, few.train().x().size() + few.test().x().size());
  }

  @Test
  void whatIsAnotherFileIsNamed(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("words.npz"), "no archive at all");
    for (Executable load :
        List.<Executable>of(
            () -> Imdb.load(text, new WordOptions()),
            () -> Reuters.load(text, 0.2, new WordOptions()),
            () -> BostonHousing.load(text, 0.2, 1),
            () -> CaliforniaHousing.load(text, true, 0.2, 1),
            () -> Cifar10.load(text),
            () -> Cifar100.load(text, "fine"))) {
      IOException e = assertThrows(IOException.class, load);
      assertTrue(e.getMessage().startsWith(text.toString()), e.getMessage());
    }
    Path news = Files.write(folder.resolve("reuters.npz"), bytes(NPZ));
    IOException e = assertThrows(IOException.class, () -> Imdb.load(news, new WordOptions()));
    assertEquals(news + ": expected the arrays [x_train, y_train], but got [x, y]", e.getMessage());
    new Npz(Map.of("x", TensorData.of(new float[] {1, 2}, 2), "y", TensorData.of(new float[2], 2)))
        .write(news);
    e = assertThrows(IOException.class, () -> Reuters.load(news, 0.2, new WordOptions()));
    assertTrue(e.getMessage().startsWith(news + " cannot be read: "), e.getMessage());
    IllegalArgumentException mode =
        assertThrows(IllegalArgumentException.class, () -> Cifar100.load("fin"));
    assertTrue(mode.getMessage().contains("expected fine or coarse"), mode.getMessage());
  }

  private static byte[] tarGz(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream tar = new GZIPOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        byte[] header = new byte[512];
        byte[] name = ("some-folder/" + file.getKey()).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, header, 0, name.length);
        byte[] size =
            String.format("%011o", file.getValue().length).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(size, 0, header, 124, size.length);
        tar.write(header);
        tar.write(file.getValue());
        tar.write(new byte[(512 - file.getValue().length % 512) % 512]);
      }
      tar.write(new byte[1024]);
    }
    return out.toByteArray();
  }

  @Test
  void channelsOfCifarComeLast(@TempDir Path folder) throws IOException {
    byte[] part = cifar();
    Path file =
        Files.write(
            folder.resolve("cifar-10-python.tar.gz"),
            tarGz(
                Map.of(
                    "data_batch_1", part,
                    "data_batch_2", part,
                    "data_batch_3", part,
                    "data_batch_4", part,
                    "data_batch_5", part,
                    "batches.meta", new byte[700],
                    "test_batch", part)));
    Cifar10 cifar = Cifar10.load(file);
    assertEquals("uint8[10,32,32,3]", cifar.train().x().type().toString());
    assertEquals("uint8[2,1]", cifar.test().y().type().toString());
    assertEquals(200, cifar.test().y().getLong(1));
    TensorData x = cifar.test().x();
    for (int channel = 0; channel < 3; channel++) {
      // Pixel (1, 5) of the second image.
      assertEquals(
          (3072 + channel * 1024 + 37) % 251, x.getLong(3072 + 37 * 3 + channel), "channel");
    }
    IOException e = assertThrows(IOException.class, () -> Cifar100.load(file, "fine"));
    assertTrue(e.getMessage().contains("expected the files [train, test]"), e.getMessage());
  }

  @Test
  void housesAreShuffledAndSplitAsInKeras(@TempDir Path folder) throws IOException {
    double[] x = IntStream.range(0, 12).mapToDouble(i -> i).toArray();
    Path file = folder.resolve("boston_housing.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : List.of("x", "y")) {
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        zip.write(
            Npy.bytes(
                TensorData.of(x, 12, 1)
                    .reshape(name.equals("x") ? new long[] {12, 1} : new long[] {12})));
        zip.closeEntry();
      }
    }
    BostonHousing boston = BostonHousing.load(file, 0.2, 113);
    // numpy.random.RandomState(113).shuffle of 12; int(12 * (1 - 0.2)) is 9.
    assertArrayEquals(
        new double[] {4, 3, 9, 8, 1, 0, 11, 7, 6}, boston.train().x().toDoubleArray());
    assertArrayEquals(new double[] {10, 2, 5}, boston.test().y().toDoubleArray());
    assertEquals(DataType.FLOAT64, boston.test().x().dtype());
    assertEquals(9, CaliforniaHousing.load(file, true, 0.2, 113).train().rows());
    assertThrows(IllegalArgumentException.class, () -> BostonHousing.load(file, 1, 113));
  }
}
