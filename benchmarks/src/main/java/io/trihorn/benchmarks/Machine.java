package io.trihorn.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Where and when a run took place, as far as it explains the numbers. */
final class Machine {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String ALLOWED = "Cpus_allowed_list:";

  private Machine() {}

  static Map<String, String> describe() throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("cpu", cpu());
    facts.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    facts.put("load", load());
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    return facts;
  }

  /** The numbers of the processors that this process may run on, as Linux tells them. */
  static List<Integer> processors() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      String[] ranges =
          lines
              .filter(line -> line.startsWith(ALLOWED))
              .map(line -> line.substring(ALLOWED.length()).strip())
              .findFirst()
              .orElseThrow(() -> new IllegalStateException(STATUS + " has no " + ALLOWED))
              .split(",");
      List<Integer> numbers = new ArrayList<>();
      for (String range : ranges) {
        String[] ends = range.split("-");
        int last = Integer.parseInt(ends[ends.length - 1]);
        for (int i = Integer.parseInt(ends[0]); i <= last; i++) {
          numbers.add(i);
        }
      }
      return numbers;
    } catch (IOException e) {
      throw new IllegalStateException("only Linux lets processes have a processor each", e);
    }
  }

  /** How many processes ran or waited for a processor over the last minute. */
  static String load() {
    return String.format(
        Locale.ROOT, "%.1f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static String cpu() throws IOException {
    if (!Files.isReadable(CPU_INFO)) {
      return System.getProperty("os.arch");
    }
    return Files.readAllLines(CPU_INFO).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }
}
