package io.trihorn.testkit.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process holds of the machine's memory, natives included. */
public final class ResidentMemory {
  private static final Path PAGES = Path.of("/proc/self/statm");
  private static final long PAGE = 4096;

  private ResidentMemory() {}

  /** Whether the system tells. */
  public static boolean isKnown() {
    return Files.exists(PAGES);
  }

  /** Now, in bytes. */
  public static long bytes() {
    try {
      return Long.parseLong(Files.readString(PAGES).split(" ")[1]) * PAGE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
