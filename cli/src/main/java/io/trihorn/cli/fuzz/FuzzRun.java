package io.trihorn.cli.fuzz;

import io.trihorn.saving.files.Folders;
import io.trihorn.testkit.soak.ChildJvm;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Damaged files of one format, loaded by one process after the other, and what became of them. */
final class FuzzRun {
  private static final String HEAP = "-Xmx512m";

  private final FuzzFormat format;
  private final long seed;
  private final Map<String, Fault> faults = new LinkedHashMap<>();
  private long loaded;
  private long refused;

  /** A fault, the first file that has it and the number of those that have it. */
  private record Fault(long first, int count) {
    Fault again() {
      return new Fault(first, count + 1);
    }
  }

  FuzzRun(FuzzFormat format, long seed) {
    this.format = format;
    this.seed = seed;
  }

  /** Loads the files from one number to another. */
  FuzzRun run(long first, long count) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("fuzz");
    try {
      long end = first + count;
      for (long next = first; next < end; ) {
        next = worker(next, end, folder);
      }
    } finally {
      Folders.delete(folder);
    }
    return this;
  }

  /** Runs a process as far as it comes, and gives the number it did not come to. */
  private long worker(long next, long end, Path folder) throws IOException, InterruptedException {
    Process process =
        ChildJvm.of(
                List.of(
                    HEAP,
                    "-XX:+UseSerialGC",
                    // Else what is thrown often has no stack in the end.
                    "-XX:-OmitStackTraceInFastThrow"),
                FuzzWorker.class,
                List.of(
                    format.name(),
                    Long.toString(seed),
                    Long.toString(next),
                    Long.toString(end),
                    folder.toString()))
            .redirectError(new File(folder.toFile(), "errors.txt"))
            .start();
    long begun = next - 1;
    boolean open = false;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        open = line.startsWith("B ");
        if (open) {
          begun = Long.parseLong(line.substring(2));
        } else {
          note(begun, line);
        }
      }
    }
    int code = process.waitFor();
    if (!open && code != 0 && code != FuzzWorker.TOO_LONG) {
      throw new IOException(
          "the process that loads files fails at its own work: "
              + Files.readString(folder.resolve("errors.txt")));
    }
    if (open) {
      fault(begun, "the process ended with code " + code);
    }
    return code == 0 ? end : begun + 1;
  }

  private void note(long n, String line) {
    switch (line.charAt(0)) {
      case 'L' -> loaded++;
      case 'R' -> refused++;
      case 'H' -> fault(n, "it takes more than 10 s at " + line.substring(2));
      default -> fault(n, line.substring(2));
    }
  }

  private void fault(long n, String what) {
    faults.merge(what, new Fault(n, 1), (known, more) -> known.again());
  }

  /** How many files loaded. */
  long loaded() {
    return loaded;
  }

  /** How many files were refused as documented. */
  long refused() {
    return refused;
  }

  /** What went wrong, a line for each fault. */
  List<String> faults() {
    return faults.entrySet().stream()
        .map(
            fault ->
                "%s (%d times, first in file %d)"
                    .formatted(fault.getKey(), fault.getValue().count(), fault.getValue().first()))
        .toList();
  }

  /** How many files had faults. */
  long failed() {
    return faults.values().stream().mapToLong(Fault::count).sum();
  }
}
