package io.trihorn.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A driver's library with given answers, compiled by gcc.
 *
 * @param init what {@code cuInit} returns
 * @param version what {@code cuDriverGetVersion} tells
 * @param cards how many cards it has
 * @param major their compute capability's first number
 * @param minor their compute capability's second number
 */
record StubDriver(int init, int version, int cards, int major, int minor) {
  static final String NAME = "Stub H200";
  static final long MEMORY = 150_000_000_000L;

  /** Whether there is a gcc, and the driver's library has its Linux name. */
  static boolean canBeBuilt() throws IOException, InterruptedException {
    return Cuda.driverFile().equals("libcuda.so.1") && run(List.of("sh", "-c", "command -v gcc"));
  }

  /** Writes the library into a folder. */
  void into(Path folder) throws IOException, InterruptedException {
    Path source = folder.resolve("driver.c");
    try (InputStream in = StubDriver.class.getResourceAsStream("driver.c")) {
      Files.copy(in, source);
    }
    List<String> command = new ArrayList<>();
    command.add("-DINIT=" + init);
    command.add("-DVERSION=" + version);
    command.add("-DCOUNT=" + cards);
    command.add("-DMEMORY=" + MEMORY + "L");
    command.add("-DMAJOR=" + major);
    command.add("-DMINOR=" + minor);
    command.add("-DNAME=\"" + NAME + "\"");
    command.add(source.toString());
    library(folder.resolve("libcuda.so.1"), command);
  }

  /** Compiles a library of C's sources, or one with nothing in it. */
  static void library(Path file, List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("gcc", "-shared", "-fPIC", "-x", "c", "-o"));
    command.add(file.toString());
    command.addAll(arguments);
    if (!run(command)) {
      throw new IOException("gcc fails: " + command);
    }
  }

  private static boolean run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
