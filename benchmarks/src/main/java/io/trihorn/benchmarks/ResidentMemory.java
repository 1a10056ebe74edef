package io.trihorn.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What of this process lies in memory, as Linux counts it. */
final class ResidentMemory {
  // Not statm: that one counts pages, of a size to ask for.
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Map<String, String> NAMES = Map.of("VmRSS:", "now", "VmHWM:", "peak");

  private ResidentMemory() {}

  /** Returns what is resident {@code now}, and what was at the {@code peak}. */
  static Map<String, Double> mebibytes() {
    try {
      Map<String, Double> found = new HashMap<>();
      for (String line : Files.readAllLines(STATUS)) {
        String[] words = line.split("\\s+");
        if (NAMES.containsKey(words[0])) {
          found.put(NAMES.get(words[0]), Double.parseDouble(words[1]) / 1024);
        }
      }
      if (found.size() < NAMES.size()) {
        throw new IllegalStateException(STATUS + " has not all of " + NAMES.keySet());
      }
      return found;
    } catch (IOException e) {
      throw new IllegalStateException("resident memory is known on Linux only", e);
    }
  }
}
