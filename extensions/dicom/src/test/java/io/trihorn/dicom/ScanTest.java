package io.trihorn.dicom;

import static io.trihorn.layers.Layers.globalAveragePooling2d;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trihorn.data.Npy;
import io.trihorn.dicom.DicomFile.Content;
import io.trihorn.dicom.DicomFile.Syntax;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Sequential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScanTest {
  private static final int[] SIGNED = {-32768, -1024, -1, 0, 1, 32767};
  private static final int[] UNSIGNED = {0, 1, 1024, 32767, 32768, 65535};
  private static final int[] BYTES = {0, 1, 100, 127, 128, 255};

  @TempDir Path folder;

  static Stream<Content> contents() {
    List<String[]> rescales =
        Arrays.asList(null, new String[] {"1", "-1024"}, new String[] {"2.5", "-10.5"});
    return Stream.of(Syntax.IMPLICIT_LITTLE, Syntax.EXPLICIT_LITTLE, Syntax.EXPLICIT_BIG)
        .flatMap(
            syntax ->
                rescales.stream()
                    .flatMap(
                        rescale ->
                            Stream.of(
                                new Content(syntax, 16, 16, true, rescale, 2, 3, SIGNED),
                                new Content(syntax, 16, 16, false, rescale, 2, 3, UNSIGNED),
                                new Content(syntax, 8, 8, false, rescale, 3, 2, BYTES),
                                new Content(syntax, 16, 16, true, rescale, 1, 2, SIGNED))));
  }

  @ParameterizedTest
  @MethodSource("contents")
  void valuesAreThoseStoredRescaled(Content content) throws IOException {
    Scan scan = Scan.read(DicomFile.write(folder.resolve("made.dcm"), content));
    double slope = content.rescale() == null ? 1 : Double.parseDouble(content.rescale()[0]);
    double intercept = content.rescale() == null ? 0 : Double.parseDouble(content.rescale()[1]);
    double[] expected =
        Arrays.stream(content.pixels()).mapToDouble(p -> slope * p + intercept).toArray();
    assertArrayEquals(expected, scan.values().toDoubleArray());
    assertArrayEquals(
        new long[] {content.pictures(), content.height(), content.width(), 1},
        scan.values().shape().getShape());
    assertEquals(Optional.of("CT"), scan.tag("0008,0060"));
    assertEquals(Optional.empty(), scan.tag("0010,0010"));
  }

  /** What lies above the bits that count is not the pixels'. */
  @Test
  void bitsThatDoNotCountAreLeftOut() throws IOException {
    int[] pixels = {0xf800, 0x07ff, 0x0fff, 0x7001};
    for (boolean signed : new boolean[] {true, false}) {
      Content content = new Content(Syntax.EXPLICIT_LITTLE, 16, 12, signed, null, 2, 2, pixels);
      double[] read =
          Scan.read(DicomFile.write(folder.resolve("made.dcm"), content)).values().toDoubleArray();
      double[] expected =
          signed ? new double[] {-2048, 2047, -1, 1} : new double[] {2048, 2047, 4095, 1};
      assertArrayEquals(expected, read);
    }
  }

  /** A window goes into a model: three of four pixels are below, in the middle and above. */
  @ParameterizedTest
  @ValueSource(strings = {"onnx", "tensorflow", "dl4j"})
  void modelsTakeWindows(String backend) throws IOException {
    Content content =
        new Content(
            Syntax.EXPLICIT_LITTLE,
            16,
            16,
            true,
            new String[] {"1", "-1024"},
            1,
            4,
            new int[] {0, 1064, 1164, 3000});
    Scan scan = Scan.read(DicomFile.write(folder.resolve("made.dcm"), content));
    TensorData seen = scan.window(40, 400);
    assertArrayEquals(new float[] {0, 0.5f, 0.75f, 1}, seen.toFloatArray(), 1e-6f);
    try (var mean = new Sequential(input(1, 4, 1), globalAveragePooling2d())) {
      assertEquals(2.25 / 4, mean.on(backend).predict(seen).toFloatArray()[0], 1e-6);
    }
    assertThrows(IllegalArgumentException.class, () -> scan.window(40, 0));
  }

  /** What pydicom reads. */
  @ParameterizedTest
  @CsvSource({"CT_small, -1024, CT", "MR_small, 0, MR"})
  void realFilesAreReadAsByPydicom(String name, double intercept, String kind) throws IOException {
    Path data = Path.of("../../../shared/data/dicom");
    assumeTrue(Files.exists(data), () -> "there is no " + data.toAbsolutePath().normalize());
    Scan scan = Scan.read(data.resolve(name + ".dcm"));
    double[] expected = Npy.read(data.resolve(name + ".pixels.npy")).toDoubleArray();
    assertArrayEquals(
        Arrays.stream(expected).map(stored -> stored + intercept).toArray(),
        scan.values().toDoubleArray());
    assertEquals(Optional.of(kind), scan.tag("0008,0060"));
  }

  @Test
  void whatCannotBeReadIsSaid() throws IOException {
    Path none = folder.resolve("none.dcm");
    String message = assertThrows(IOException.class, () -> Scan.read(none)).getMessage();
    assertTrue(message.contains("none.dcm"), message);
    Path text = Files.writeString(folder.resolve("text.dcm"), "no picture".repeat(100));
    message = assertThrows(IOException.class, () -> Scan.read(text)).getMessage();
    assertTrue(message.contains("no DICOM file"), message);
    Content half = new Content(Syntax.EXPLICIT_LITTLE, 16, 16, true, null, 2, 3, SIGNED);
    byte[] whole = Files.readAllBytes(DicomFile.write(folder.resolve("half.dcm"), half));
    Path cut = Files.write(folder.resolve("half.dcm"), Arrays.copyOf(whole, whole.length - 2));
    message = assertThrows(IOException.class, () -> Scan.read(cut)).getMessage();
    assertTrue(message.contains("ends before its pixels"), message);
    Content compressed = new Content(Syntax.JPEG, 16, 16, true, null, 2, 3, SIGNED);
    Path packed = DicomFile.write(folder.resolve("packed.dcm"), compressed);
    message = assertThrows(IOException.class, () -> Scan.read(packed)).getMessage();
    assertTrue(message.contains("compressed"), message);
  }

  /** Nothing is allocated for what a file says and does not have. */
  @ParameterizedTest
  @CsvSource({
    "60000, 60000, 16, ends before its pixels",
    "0, 3, 16, 0 x 3 pixels",
    "2, 3, 20, 20 bits",
    "2, 3, 0, 0 bits"
  })
  void whatAFileSaysOfItsPixelsIsChecked(int height, int width, int used, String expected)
      throws IOException {
    Content content =
        new Content(Syntax.EXPLICIT_LITTLE, 16, used, true, null, height, width, SIGNED);
    Path file = DicomFile.write(folder.resolve("made.dcm"), content);
    String message = assertThrows(IOException.class, () -> Scan.read(file)).getMessage();
    assertTrue(message.contains(expected), message);
    assertTrue(message.contains("made.dcm"), message);
  }
}
