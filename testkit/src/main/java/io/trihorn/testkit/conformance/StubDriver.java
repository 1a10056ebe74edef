package io.trihorn.testkit.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A library of NVIDIA's driver with given answers and no card behind it, compiled by gcc.
 *
 * @param init what {@code cuInit} returns
 * @param version what {@code cuDriverGetVersion} tells
 * @param cards how many cards it has
 * @param major their compute capability's first number
 * @param minor their compute capability's second number
 */
public record StubDriver(int init, int version, int cards, int major, int minor) {
  /** How many bytes each card has. */
  public static final long MEMORY = 150_000_000_000L;

  /** How long gcc may take: on a machine that does much else, more than a minute for a second. */
  private static final int PATIENCE = 300;

  private static final String FILE = "libcuda.so.1";
  private static final String MANAGEMENT = "libnvidia-ml.so.1";

  /**
   * What others have of the first card.
   *
   * @param usedBytes how much of its memory
   * @param processes how many processes they are
   * @param mode CUDA's number for who may compute on it
   */
  public record Others(long usedBytes, int processes, int mode) {}

  /** Whether there is a gcc, and the driver's library has its Linux name. */
  public static boolean canBeBuilt() throws IOException, InterruptedException {
    return System.mapLibraryName("x").equals("libx.so")
        && run(List.of("sh", "-c", "command -v gcc"));
  }

  /** Writes the driver's library into a folder. */
  public void into(Path folder) throws IOException, InterruptedException {
    List<String> arguments = arguments(folder, 0);
    library(folder.resolve(FILE), arguments);
  }

  /** Writes the driver's library and the one that tells of others into a folder. */
  public void into(Path folder, Others others) throws IOException, InterruptedException {
    List<String> arguments = arguments(folder, others.mode());
    arguments.add(0, "-DRELEASE=\"550.54.15\"");
    arguments.add(0, "-DUSED=" + others.usedBytes() + "L");
    arguments.add(0, "-DPROCESSES=" + others.processes());
    library(folder.resolve(FILE), arguments);
    library(folder.resolve(MANAGEMENT), arguments);
  }

  private List<String> arguments(Path folder, int mode) throws IOException {
    Path source = folder.resolve("driver.c");
    try (InputStream in = StubDriver.class.getResourceAsStream("driver.c")) {
      Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
    }
    return new ArrayList<>(
        List.of(
            "-DINIT=" + init,
            "-DVERSION=" + version,
            "-DCOUNT=" + cards,
            "-DMEMORY=" + MEMORY + "L",
            "-DMAJOR=" + major,
            "-DMINOR=" + minor,
            "-DMODE=" + mode,
            "-DNAME=\"Stub H200\"",
            source.toString()));
  }

  /** Compiles a library of C's sources, or one with nothing in it. */
  public static void library(Path file, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("gcc", "-shared", "-fPIC", "-x", "c", "-o"));
    command.add(file.toString());
    command.add("-Wl,-soname," + file.getFileName());
    command.addAll(arguments);
    if (!run(command)) {
      throw new IOException("gcc fails, or takes too long: " + command);
    }
  }

  private static boolean run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(PATIENCE, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
