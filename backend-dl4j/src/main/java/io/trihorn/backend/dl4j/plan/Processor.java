package io.trihorn.backend.dl4j.plan;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the processor can do. */
public final class Processor {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** What Linux says of the first core, by name; empty on other systems. */
  private static final Map<String, String> FACTS = facts();

  private Processor() {}

  /** Whether it has the AVX2 instructions. */
  public static boolean hasAvx2() {
    String arch = System.getProperty("os.arch");
    if (!arch.equals("amd64") && !arch.equals("x86_64")) {
      return false;
    }
    // Not Linux: the Java machine has looked at the processor too.
    return FACTS.containsKey("flags") ? hasFlag("avx2") : javaUsesAvx2();
  }

  private static boolean hasFlag(String name) {
    return List.of(FACTS.getOrDefault("flags", "").split("\\s+")).contains(name);
  }

  private static Map<String, String> facts() {
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .takeWhile(line -> !line.isBlank())
          .map(line -> line.split("\\s*:\\s*", 2))
          .filter(parts -> parts.length == 2)
          .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (one, other) -> one));
    } catch (IOException e) {
      return Map.of();
    }
  }

  private static boolean javaUsesAvx2() {
    HotSpotDiagnosticMXBean java =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    return java != null && Integer.parseInt(java.getVMOption("UseAVX").getValue()) >= 2;
  }
}
