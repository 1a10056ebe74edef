package io.trihorn.gpu.onnx;

import io.trihorn.testkit.conformance.StubDriver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two cards that are not there: a driver, CUDA and cuDNN compiled by gcc, on which ONNX Runtime's
 * provider for CUDA starts sessions. So it tells itself which nodes it has kernels for; it computes
 * nothing.
 */
public final class StubCuda {
  private static final List<String> LIBRARIES =
      List.of(
          "libcudart.so.12",
          "libcublasLt.so.12",
          "libcublas.so.12",
          "libcufft.so.11",
          "libcurand.so.10",
          "libcusparse.so.12",
          "libcusolver.so.11",
          "libcudnn.so.9");

  private StubCuda() {}

  /**
   * Loads it into this process, before the engine's first class is touched. What needs one of the
   * libraries later finds it by its name among those that are loaded.
   *
   * @return whether there is a gcc to build it with
   */
  public static boolean load() {
    try {
      if (!StubDriver.canBeBuilt()) {
        return false;
      }
      Path folder = Files.createTempDirectory("trihorn-stub-cuda-");
      new StubDriver(0, 12060, 2, 9, 0).into(folder);
      System.load(folder.resolve("libcuda.so.1").toString());
      Path source = folder.resolve("cuda.c");
      try (InputStream in = StubCuda.class.getResourceAsStream("cuda.c")) {
        Files.copy(in, source);
      }
      for (String name : LIBRARIES) {
        // The engine asks for functions of the version that is its library's name.
        Path versions = Files.writeString(folder.resolve("versions"), name + " { global: *; };");
        Path library = folder.resolve(name);
        StubDriver.library(
            library, List.of(source.toString(), "-w", "-Wl,--version-script=" + versions));
        System.load(library.toString());
      }
      delete(folder);
      System.setProperty("trihorn.cuda", "system");
      return true;
    } catch (IOException e) {
      throw new IllegalStateException("the stub of CUDA cannot be built", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What is loaded needs its file no more. */
  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
