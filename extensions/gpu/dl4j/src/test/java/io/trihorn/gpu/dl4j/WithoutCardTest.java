package io.trihorn.gpu.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trihorn.backend.BackendException;
import io.trihorn.backend.Backends;
import io.trihorn.backend.GpuRuntime;
import io.trihorn.backend.natives.JavaCppCache;
import io.trihorn.cuda.Toolkit;
import io.trihorn.testkit.conformance.EngineNatives;
import io.trihorn.testkit.conformance.StubDriver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What ND4J's build for CUDA does where there is no card, each in a process of its own. */
class WithoutCardTest {
  private static final String LIBRARY =
      "org/nd4j/linalg/jcublas/bindings/linux-x86_64-cudnn/libnd4jcuda.so";

  @TempDir private Path folder;

  /** Asks for the backend, by the name of a device, and prints what is said. */
  static final class Asking {
    private Asking() {}

    public static void main(String[] device) throws IOException {
      try {
        Backends.setDefaultDevice(device[0]);
        System.out.println("devices " + Backends.get("dl4j").info().devices());
      } catch (BackendException e) {
        System.out.println("refused " + e.getMessage());
      }
      printLoaded();
    }
  }

  /** Loads CUDA 11 and cuDNN 8, then libnd4j for it, without calling it. */
  static final class Loading {
    private Loading() {}

    public static void main(String[] none) throws IOException {
      System.out.println(GpuRuntime.prepared("dl4j").orElse("prepared"));
      JavaCppCache cache = new JavaCppCache(JavaCppCache.standardDirectory().toAbsolutePath());
      Path library = cache.put(Loading.class.getClassLoader().getResource(LIBRARY)).orElseThrow();
      System.load(library.toString());
      System.out.println(GpuRuntime.prepared("onnx").orElse("prepared"));
      printLoaded();
    }
  }

  /** Prints which of NVIDIA's libraries and ND4J's are in this process. */
  private static void printLoaded() throws IOException {
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      maps.map(line -> line.substring(line.lastIndexOf('/') + 1))
          .filter(name -> name.matches("lib(cu|nv|nd4j)[\\w-]+\\.so.*"))
          .distinct()
          .forEach(name -> System.out.println("loaded " + name));
    }
  }

  /** Drivers under which ND4J cannot compute, and what is said of them. */
  enum UselessDriver {
    MISSING(null, "libcuda.so.1 cannot be loaded"),
    WITHOUT_CARD(new StubDriver(100, 12060, 0, 0, 0), "libcuda.so.1 finds none"),
    TOO_OLD(new StubDriver(0, 10020, 1, 8, 0), "libcuda.so.1 runs CUDA up to 10.2, but 11.0"),
    OF_A_CARD_TOO_OLD(new StubDriver(0, 12060, 1, 3, 0), "has no code for this card (3.0)"),
    OF_A_CARD_TOO_NEW(
        new StubDriver(0, 12060, 1, 9, 0),
        "has no code for this card (9.0): it has some from 3.7 to 8.6 and none that is portable, so"
            + " that newer generations are not supported. Use the backend onnx or tensorflow");

    private final StubDriver driver;
    private final String problem;

    UselessDriver(StubDriver driver, String problem) {
      this.driver = driver;
      this.problem = problem;
    }
  }

  /** The process lives, and is told why and what to do. Nothing native is loaded. */
  @ParameterizedTest
  @EnumSource
  void noDriverEndsTheProcess(UselessDriver useless) throws IOException, InterruptedException {
    if (useless.driver != null) {
      assumeTrue(StubDriver.canBeBuilt(), "there is no gcc");
      useless.driver.into(folder);
    }
    List<String> lines = said(Asking.class, "gpu?");
    String refused =
        lines.stream().filter(line -> line.startsWith("refused ")).findFirst().orElseThrow();
    assertTrue(refused.contains(useless.problem), refused);
    assertTrue(refused.contains("put io.trihorn:trihorn-backend-dl4j in the place of"), refused);
    Set<String> loaded = loaded(lines);
    loaded.remove("libcuda.so.1");
    assertEquals(Set.of(), loaded);
  }

  /** All libraries load up to the driver; ONNX Runtime's would meet others of their names. */
  @Test
  void everythingIsLoadedForACard() throws IOException, InterruptedException {
    assumeTrue(StubDriver.canBeBuilt(), "there is no gcc");
    new StubDriver(0, 12060, 1, 8, 6).into(folder);
    List<String> lines = said(Loading.class);
    assertEquals("prepared", lines.get(0));
    assertTrue(
        lines.get(1).startsWith("CUDA 11 is in this process, for another backend, and CUDA 12"),
        lines.get(1));
    Set<String> loaded = loaded(lines);
    assertTrue(loaded.containsAll(Toolkit.CUDA_11.files()), loaded.toString());
    assertTrue(loaded.contains("libnd4jcuda.so"), loaded.toString());
  }

  @Test
  void thereIsOneLibraryOfTheEngine() throws IOException {
    assertEquals(
        List.of("nd4j-cuda-11.6-1.0.0-M2.1-linux-x86_64-cudnn.jar"),
        EngineNatives.ND4J_CUDA.jars());
    assertEquals(List.of(), EngineNatives.ND4J_CPU.jars());
    assertEquals(
        List.of("cuda-11.6-8.3-1.5.7-linux-x86_64-redist.jar"), EngineNatives.CUDNN.jars());
  }

  private static Set<String> loaded(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("loaded "))
        .map(line -> line.substring("loaded ".length()))
        .collect(Collectors.toSet());
  }

  /** What a process says whose driver is in the folder. */
  private List<String> said(Class<?> program, String... arguments)
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
    assertTrue(process.waitFor(300, TimeUnit.SECONDS), "it does not end");
    String text = Files.readString(out, StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), text);
    return text.lines().toList();
  }
}
