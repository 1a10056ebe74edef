package io.trihorn.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trihorn.testkit.conformance.StubDriver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found with drivers of all kinds, each in a process of its own. */
class CudaTest {
  @TempDir private Path folder;

  /** Says what is wrong with the libraries. */
  static final class AskingLibraries {
    private AskingLibraries() {}

    public static void main(String[] none) {
      Toolkit.CUDA_12
          .libraries()
          .forEach(
              library ->
                  System.out.println(library.problem().orElse(library.file() + " can be loaded")));
    }
  }

  /** Asks for locked memory for the second card. */
  static final class Locking {
    private Locking() {}

    public static void main(String[] none) {
      Optional<ByteBuffer> memory = new CudaRuntime().pageLocked(1, 8192);
      System.out.println(memory.map(bytes -> bytes.capacity() + " bytes").orElse("none"));
      memory.ifPresent(bytes -> System.out.println(bytes.alignmentOffset(0, 4096)));
      memory.ifPresent(bytes -> System.out.println(bytes.get(8191)));
    }
  }

  /** The library that is asked marks the last byte with the card and what is wanted of it. */
  @Test
  void lockedMemoryIsOfTheRuntime() throws IOException, InterruptedException {
    assumeTrue(StubDriver.canBeBuilt(), "there is no gcc");
    assertEquals(List.of("none"), asked(Locking.class));
    Path source = folder.resolve("runtime.c");
    Files.writeString(
        source,
        """
        #include <stdlib.h>
        static int card = 0;
        int cudaSetDevice(int index) { card = index; return 0; }
        int cudaHostAlloc(void **memory, size_t bytes, unsigned flags) {
          if (bytes > 8192) return 2;
          *memory = aligned_alloc(4096, bytes);
          ((char *) *memory)[bytes - 1] = 10 * card + flags;
          return 0;
        }
        """);
    StubDriver.library(folder.resolve("libcudart.so.12"), List.of(source.toString()));
    assertEquals(List.of("8192 bytes", "0", "11"), asked(Locking.class));
  }

  @Test
  void librariesOfAnotherVersionAreNamed() throws IOException, InterruptedException {
    assumeTrue(StubDriver.canBeBuilt(), "there is no gcc");
    for (String file : List.of("libcudart.so.12", "libcublas.so.11", "libcudnn.so.8")) {
      StubDriver.library(folder.resolve(file), List.of("/dev/null"));
    }
    List<String> lines = asked(AskingLibraries.class);
    assertEquals(Toolkit.CUDA_12.libraries().size(), lines.size(), lines.toString());
    assertEquals("libcudart.so.12 can be loaded", lines.get(0));
    assertTrue(lines.get(1).startsWith("libcublas.so.12 cannot be loaded ("), lines.get(1));
    assertTrue(lines.get(1).contains("No such file or directory"), lines.get(1));
    assertTrue(
        lines
            .get(7)
            .endsWith(
                ". There is libcudnn.so.8, which is of another major version. Install cuDNN 9 for"
                    + " CUDA 12, or put its folder on LD_LIBRARY_PATH."),
        lines.get(7));
  }

  /** Says what it finds: for CUDA 12, or for an engine. */
  static final class Asking {
    private Asking() {}

    public static void main(String[] backend) {
      Finding finding = backend.length == 0 ? Cuda.find() : Cuda.find(build(backend[0]));
      System.out.println(finding.getClass().getSimpleName());
      System.out.println(finding.problem().orElse("well"));
      if (finding instanceof Finding.Found found) {
        System.out.println(found.driver());
        for (Card card : found.driver().cards()) {
          System.out.println(card);
          card.problem().ifPresent(System.out::println);
        }
      }
    }
  }

  private static EngineBuild build(String backend) {
    return EngineBuild.of(backend).orElseThrow();
  }

  /** The lines that a process prints whose library path begins with the folder. */
  private List<String> asked(Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            program.getName());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("LD_LIBRARY_PATH", folder.toString());
    Path out = folder.resolve("out.txt");
    Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it does not end");
    String text = Files.readString(out, StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), text);
    return text.lines().toList();
  }

  private List<String> asked(StubDriver driver, String... backend)
      throws IOException, InterruptedException {
    assumeTrue(StubDriver.canBeBuilt(), "there is no gcc");
    driver.into(folder);
    return asked(Asking.class, backend);
  }

  @Test
  void aCardIsFound() throws IOException, InterruptedException {
    List<String> lines = asked(new StubDriver(0, 12060, 2, 9, 0));
    assertEquals(
        List.of(
            "Found",
            "well",
            "driver for CUDA up to 12.6",
            "gpu:0 Stub H200, 139.7 GiB, compute capability 9.0",
            "gpu:1 Stub H200, 139.7 GiB, compute capability 9.0"),
        lines);
  }

  /** What others have of the first card; the second is not known to the library that tells. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0 | ",
        "0 | 1 | another process uses this card: 121.1 of its 139.7 GiB are taken.",
        "0 | 3 | 3 processes use this card: 121.1 of its 139.7 GiB are taken.",
        "3 | 0 | ",
        "3 | 1 | another process uses this card, which takes one at a time: wait, choose",
        "2 | 0 | nobody may compute on this card: nvidia-smi -i 0 -c 0 lets them."
      })
  void aCardInUseIsNamed(int mode, int processes, String problem)
      throws IOException, InterruptedException {
    assumeTrue(StubDriver.canBeBuilt(), "there is no gcc");
    new StubDriver(0, 12060, 2, 9, 0)
        .into(folder, new StubDriver.Others(130_000_000_000L, processes, mode));
    List<String> lines = asked(Asking.class);
    assertEquals("driver 550.54.15 for CUDA up to 12.6", lines.get(2));
    assertEquals(problem == null ? 5 : 6, lines.size(), lines.toString());
    if (problem != null) {
      assertTrue(lines.get(4).startsWith(problem), lines.get(4));
    }
  }

  @Test
  void noCardIsFound() throws IOException, InterruptedException {
    List<String> lines = asked(new StubDriver(100, 12060, 0, 0, 0));
    assertEquals("NoCard", lines.get(0));
    assertTrue(lines.get(1).contains("libcuda.so.1 finds none"), lines.get(1));
    assertTrue(lines.get(1).contains("CUDA_VISIBLE_DEVICES"), lines.get(1));
  }

  @Test
  void aDriverWithoutCardsIsNoError() throws IOException, InterruptedException {
    assertEquals("NoCard", asked(new StubDriver(0, 12060, 0, 0, 0)).get(0));
  }

  /** As needed by the backend that is named, or by the one that is content with the oldest. */
  @ParameterizedTest
  @CsvSource({", 10.2, 11.0", "onnx, 11.8, 12.0", "tensorflow, 11.8, 12.0", "dl4j, 10.2, 11.0"})
  void anOldDriverNamesBothVersions(String backend, String has, String needs)
      throws IOException, InterruptedException {
    Version version = Version.of(has);
    StubDriver driver = new StubDriver(0, version.major() * 1000 + version.minor() * 10, 1, 8, 0);
    List<String> lines = backend == null ? asked(driver) : asked(driver, backend);
    assertEquals(
        List.of(
            "DriverTooOld",
            "NVIDIA's driver is too old: libcuda.so.1 runs CUDA up to "
                + has
                + ", but "
                + needs
                + " is needed. Install a newer driver."),
        lines);
  }

  @Test
  void anOlderEngineNeedsNoNewDriver() throws IOException, InterruptedException {
    assertEquals("Found", asked(new StubDriver(0, 11080, 1, 8, 0), "dl4j").get(0));
  }

  @Test
  void aDriverThatFailsSaysWhy() throws IOException, InterruptedException {
    List<String> lines = asked(new StubDriver(803, 12060, 1, 9, 0));
    assertEquals("DriverFails", lines.get(0));
    assertTrue(lines.get(1).contains("error 803 (the library and the kernel's"), lines.get(1));
  }

  @ParameterizedTest
  @CsvSource({"onnx, Found", "tensorflow, Found", "dl4j, NoCode"})
  void aCardMayBeNewerThanAnEngine(String backend, String finding)
      throws IOException, InterruptedException {
    List<String> lines = asked(new StubDriver(0, 12060, 1, 9, 0), backend);
    assertEquals(finding, lines.get(0));
    if (finding.equals("NoCode")) {
      assertTrue(lines.get(1).startsWith("org.nd4j:nd4j-cuda-11.6:"), lines.get(1));
      assertTrue(lines.get(1).contains("has no code for this card (9.0)"), lines.get(1));
      assertTrue(lines.get(1).contains("the backend onnx or tensorflow"), lines.get(1));
    }
  }

  @Test
  void aFileThatIsNoLibraryIsNoDriver() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("libcuda.so.1"), "no library");
    List<String> lines = asked(Asking.class);
    assertEquals("NoDriver", lines.get(0));
    assertTrue(lines.get(1).contains(Cuda.driverFile() + " cannot be loaded"), lines.get(1));
    assertTrue(lines.get(1).contains("Install NVIDIA's driver"), lines.get(1));
  }

  /** A card runs code of its own major version up to its own, and portable code. */
  @ParameterizedTest
  @CsvSource({
    "onnx, 6.1, true",
    "onnx, 5.2, false",
    "onnx, 7.2, true",
    "onnx, 8.9, true",
    "onnx, 12.0, true",
    "tensorflow, 7.5, true",
    "tensorflow, 8.6, true",
    "tensorflow, 10.0, true",
    "dl4j, 8.9, true",
    "dl4j, 9.0, false",
    "dl4j, 12.0, false"
  })
  void codeRunsOnCardsOfItsGenerationAndNewer(String backend, String capability, boolean runs) {
    EngineBuild build = build(backend);
    assertEquals(runs, build.runsOn(Version.of(capability)));
    Card card = new Card(0, "a card", 1L << 30, Version.of(capability), null);
    assertEquals(!runs, build.problem(card).isPresent());
  }

  @Test
  void versionsAreOrdered() {
    assertTrue(Version.of("12.6").isAtLeast(Version.of("12.0")));
    assertFalse(Version.of("8.9").isAtLeast(Version.of("9.0")));
    assertTrue(Version.of("10.0").isAtLeast(Version.of("9.0")));
    assertThrows(IllegalArgumentException.class, () -> Version.of("12"));
  }
}
