package io.trihorn.testkit.conformance;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.Backends;
import io.trihorn.backend.GpuRuntime;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Sequential;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an engine's build for CUDA does where there is no card. */
public abstract class WithoutCardConformance {
  private static final float[][] X = {{1, 2}, {3, 4}, {-1, 0}};
  private static final float[][] Y = {{1}, {0}, {2}};

  private final Backend backend;
  private final List<String> cuda;

  /**
   * For a backend.
   *
   * @param backend its name
   * @param cuda the files of CUDA and cuDNN that are loaded for it, cuDNN's last
   */
  protected WithoutCardConformance(String backend, List<String> cuda) {
    this.backend = Backends.get(backend);
    this.cuda = List.copyOf(cuda);
  }

  /** The backend. */
  protected final Backend backend() {
    return backend;
  }

  @BeforeEach
  void needsNoCard() {
    assumeTrue(backend.info().devices().equals(List.of(Device.cpu())), "there is a card");
  }

  /** Trains on a card if there is one, and prints what it learned. */
  static final class Training {
    private Training() {}

    public static void main(String[] backend) throws IOException {
      Backends.setDefaultDevice("gpu?");
      System.out.println("learned " + Arrays.toString(trained(backend[0])));
      printLoaded();
    }
  }

  /** Loads what the engine needs for cards, and prints what is wrong with it. */
  static final class Preparing {
    private Preparing() {}

    public static void main(String[] backend) throws IOException {
      System.out.println(GpuRuntime.prepared(backend[0]).orElse("prepared"));
      printLoaded();
    }
  }

  /** Prints which of NVIDIA's libraries are in this process. */
  private static void printLoaded() throws IOException {
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      maps.map(line -> line.substring(line.lastIndexOf('/') + 1))
          .filter(name -> name.matches("lib(cu|nv)\\w+\\.so.*"))
          .distinct()
          .forEach(name -> System.out.println("loaded " + name));
    }
  }

  /** Drivers under which nothing can compute, and what is said of them. */
  enum UselessDriver {
    MISSING(null, "libcuda.so.1 cannot be loaded"),
    WITHOUT_CARD(new StubDriver(100, 12060, 0, 0, 0), "libcuda.so.1 finds none"),
    TOO_OLD(new StubDriver(0, 10020, 1, 8, 0), "libcuda.so.1 runs CUDA up to 10.2"),
    OF_AN_OLD_CARD(new StubDriver(0, 12060, 1, 3, 0), "has no code for this card (3.0)");

    private final StubDriver driver;
    private final String problem;

    UselessDriver(StubDriver driver, String problem) {
      this.driver = driver;
      this.problem = problem;
    }
  }

  /** The process lives and computes on the processor, and says once why. No CUDA is loaded. */
  @ParameterizedTest
  @EnumSource
  void noDriverEndsTheProcess(UselessDriver useless, @TempDir Path folder)
      throws IOException, InterruptedException {
    if (useless.driver != null) {
      assumeTrue(StubDriver.canBeBuilt(), "there is no gcc");
      useless.driver.into(folder);
    }
    List<String> lines = said(Training.class, folder);
    assertTrue(
        lines.contains("learned " + Arrays.toString(trained(backend.name()))), lines.toString());
    List<String> warnings =
        lines.stream().filter(line -> line.contains("computing on the processor")).toList();
    assertEquals(1, warnings.size(), lines.toString());
    assertTrue(warnings.get(0).contains(useless.problem), warnings.get(0));
    assertFalse(loaded(lines).contains(cuda.get(cuda.size() - 1)), lines.toString());
  }

  /** A driver with a card that the engine has code for is what CUDA is unpacked and loaded for. */
  @Test
  void cudaIsLoadedForACard(@TempDir Path folder) throws IOException, InterruptedException {
    assumeTrue(StubDriver.canBeBuilt(), "there is no gcc");
    new StubDriver(0, 12060, 1, 8, 0).into(folder);
    List<String> lines = said(Preparing.class, folder);
    assertEquals("prepared", lines.get(0));
    assertTrue(loaded(lines).containsAll(cuda), lines.toString());
  }

  private static Set<String> loaded(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("loaded "))
        .map(line -> line.substring("loaded ".length()))
        .collect(Collectors.toSet());
  }

  /** What a process says whose driver is in a folder. */
  private List<String> said(Class<?> program, Path folder)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            program.getName(),
            backend.name());
    builder.environment().put("LD_LIBRARY_PATH", folder.toString());
    Path out = folder.resolve("out.txt");
    Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertTrue(process.waitFor(300, TimeUnit.SECONDS), "it does not end");
    String text = Files.readString(out, StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), text);
    return text.lines().toList();
  }

  @AfterEach
  void restore() {
    Backends.setDefaultDevice(null);
  }

  private static float[] trained(String backend) {
    try (Sequential model = new Sequential(input(2), dense(8, "tanh"), dense(1))) {
      model.seed(1).on(backend).compile("sgd", "mse");
      model.fit(X, Y, FitOptions.epochs(20).verbose(0));
      return model.predict(X).get(0).toFloatArray();
    }
  }

  @Test
  void aCardAskedForByNameIsAnErrorThatNamesTheReason() {
    Backends.setDefaultDevice("gpu");
    String message =
        assertThrows(BackendException.class, () -> trained(backend.name())).getMessage();
    assertTrue(message.contains("cannot use gpu:0"), message);
    assertTrue(message.contains("it can use cpu"), message);
    assertTrue(message.contains("CUDA 12"), message);
  }

  @Test
  void trainsOnTheProcessorWithOneWarning() {
    float[] expected = trained("reference");
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      Backends.setDefaultDevice("gpu?");
      assertArrayEquals(expected, trained(backend.name()), 1e-5f);
      assertArrayEquals(expected, trained(backend.name()), 1e-5f);
    } finally {
      System.setErr(before);
    }
    String all = said.toString(StandardCharsets.UTF_8);
    assertEquals(1, all.split("computing on the processor", -1).length - 1, all);
  }
}
