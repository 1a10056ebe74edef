package io.trihorn.caffe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts and binary files that are cut off or changed: a net, or an exception that says why. */
class DamagedFilesTest {
  private static final int FILES = Integer.getInteger("trihorn.caffe.damaged", 400);
  private static final List<String> NUMBERS =
      List.of("0", "-1", "1", "2", "7", "100000", "2147483647", "-2147483648", "1e30");

  @TempDir private Path directory;

  /** What is thrown must be ours, with a message, and no fault of a program behind it. */
  private static void judge(Throwable thrown, String what, List<String> faults) {
    Throwable cause = thrown.getCause();
    boolean mistake = cause instanceof Error || cause instanceof NullPointerException;
    if (!(thrown instanceof CaffeException) || thrown.getMessage().isBlank() || mistake) {
      StackTraceElement[] trace = (mistake ? cause : thrown).getStackTrace();
      faults.add(what + ": " + thrown + " at " + Arrays.toString(Arrays.copyOf(trace, 12)));
    }
  }

  private static String changed(String text, Random random) {
    StringBuilder made = new StringBuilder(text);
    for (int i = random.nextInt(3); i >= 0; i--) {
      int from = random.nextInt(made.length());
      switch (random.nextInt(5)) {
        case 0 -> made.setLength(Math.max(1, from));
        case 1 -> made.deleteCharAt(from);
        case 2 -> made.insert(from, made.substring(from, Math.min(made.length(), from + 40)));
        default -> replaceNumber(made, from, NUMBERS.get(random.nextInt(NUMBERS.size())));
      }
      if (made.isEmpty()) {
        return "x";
      }
    }
    return made.toString();
  }

  private static byte[] changed(byte[] good, Random random) {
    byte[] bytes =
        random.nextInt(3) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
    for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static void replaceNumber(StringBuilder text, int from, String number) {
    int begin = from;
    while (begin < text.length() && !Character.isDigit(text.charAt(begin))) {
      begin++;
    }
    int end = begin;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    text.replace(begin, end, number);
  }

  @Test
  void textsAreNetsOrRefused() throws IOException {
    List<String> texts =
        NetsConformance.packed().entrySet().stream()
            .filter(file -> file.getKey().endsWith(".prototxt"))
            .map(Map.Entry::getValue)
            .toList();
    List<String> faults = new ArrayList<>();
    int read = 0;
    for (int n = 0; n < FILES; n++) {
      Random random = new Random(n);
      String text = changed(texts.get(random.nextInt(texts.size())), random);
      try {
        CaffeNet.parse(text, new NetOptions());
        read++;
      } catch (Exception | Error e) {
        judge(e, n + " " + text, faults);
      }
    }
    assertEquals(List.of(), faults);
    assertTrue(read > 0 && read < FILES, read + " were read");
  }

  @Test
  void binaryFilesAreReadOrRefused() throws IOException {
    Map<String, String> files = NetsConformance.packed();
    OracleCase source =
        OracleCase.of(files.get("inplace_chain.prototxt"), files.get("inplace_chain.json"));
    CaffeNet net = source.read();
    net.model().on("reference");
    byte[] good = Messages.net(net.text(), net.layers(), net.blobs()).toByteArray();
    assertFalse(good.length == 0);
    Path file = directory.resolve("damaged.caffemodel");
    List<String> faults = new ArrayList<>();
    for (int n = 0; n < FILES; n++) {
      Files.write(file, changed(good, new Random(n)));
      try {
        net.load(file);
      } catch (Exception | Error e) {
        judge(e, Integer.toString(n), faults);
      }
    }
    assertEquals(List.of(), faults);
  }

  @Test
  void solversAreReadOrRefused() throws IOException {
    TrainingConformance.unpack(directory);
    List<Path> folders;
    try (Stream<Path> all = Files.list(directory)) {
      folders = all.filter(Files::isDirectory).sorted().toList();
    }
    List<String> faults = new ArrayList<>();
    int read = 0;
    for (int n = 0; n < FILES; n++) {
      Random random = new Random(n);
      Path folder = folders.get(random.nextInt(folders.size()));
      String text = Files.readString(folder.resolve("solver.prototxt")) + " net: \"net.prototxt\"";
      text = changed(text, random);
      Path file = Files.writeString(folder.resolve("damaged.prototxt"), text);
      try {
        CaffeSolver.read(file).close();
        read++;
      } catch (Exception | Error e) {
        judge(e, n + " " + text, faults);
      }
    }
    assertEquals(List.of(), faults);
    assertTrue(read > 0 && read < FILES, read + " were read");
  }

  @Test
  void statesAreRestoredOrRefused() throws IOException {
    TrainingConformance.unpack(directory);
    Path folder = directory.resolve("batchnorm_fast");
    List<String> faults = new ArrayList<>();
    int restored = 0;
    try (CaffeSolver solver =
        CaffeSolver.forNet(folder.resolve("solver.prototxt"), folder.resolve("net.prototxt"))) {
      solver.on("reference");
      byte[] good = Files.readAllBytes(solver.snapshotPrefix(directory.resolve("good")).snapshot());
      Path file = directory.resolve("damaged.solverstate");
      for (int n = 0; n < FILES; n++) {
        Files.write(file, changed(good, new Random(n)));
        try {
          solver.restore(file);
          restored++;
        } catch (Exception | Error e) {
          judge(e, Integer.toString(n), faults);
        }
      }
    }
    assertEquals(List.of(), faults);
    assertTrue(restored > 0 && restored < FILES, restored + " were restored");
  }

  /** Numbers that would take memory without end if they were taken at their word. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Deconvolution convolution_param { num_output: 2147483646 kernel_size: 1 group: 2147483646 }",
        "Convolution convolution_param { num_output: 2147483646 kernel_size: 1 group: 2147483646 }",
        "SPP spp_param { pyramid_height: 2147483647 }",
        "Pooling pooling_param { kernel_size: 2 pad: 2147483647 }"
      })
  void hugeNumbersAreRefused(String layer) {
    String type = layer.substring(0, layer.indexOf(' '));
    String text =
        "layer { name: 'd' type: 'Input' top: 'd' input_param { shape { dim: 1 dim: 2 dim: 4 dim: 4 } } }"
            + " layer { name: 'n' type: '%s' bottom: 'd' top: 'n' %s }"
                .formatted(type, layer.substring(type.length()));
    String message =
        assertTimeoutPreemptively(
            Duration.ofSeconds(60),
            () ->
                assertThrows(CaffeException.class, () -> CaffeNet.parse(text, new NetOptions()))
                    .getMessage());
    assertTrue(message.contains("layer 'n' (" + type + ")"), message);
  }
}
