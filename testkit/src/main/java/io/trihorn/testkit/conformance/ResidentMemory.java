package io.trihorn.testkit.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** What this process holds of the machine's memory, natives included. */
final class ResidentMemory {
  private static final Path PAGES = Path.of("/proc/self/statm");
  private static final long PAGE = 4096;

  private ResidentMemory() {}

  /** Now, in bytes; a test that asks for it is skipped where the system does not tell. */
  static long bytes() {
    Assumptions.assumeTrue(Files.exists(PAGES), "the system does not tell what a process holds");
    try {
      return Long.parseLong(Files.readString(PAGES).split(" ")[1]) * PAGE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
