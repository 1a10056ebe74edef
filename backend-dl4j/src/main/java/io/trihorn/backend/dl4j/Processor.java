package io.trihorn.backend.dl4j;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** What the processor can do. */
final class Processor {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Processor() {}

  /** Whether it has the AVX2 instructions. */
  static boolean hasAvx2() {
    String arch = System.getProperty("os.arch");
    if (!arch.equals("amd64") && !arch.equals("x86_64")) {
      return false;
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> Arrays.asList(line.split("\\s+")).contains("avx2"))
          .orElseGet(Processor::javaUsesAvx2);
    } catch (IOException e) {
      // Not Linux: the Java machine has looked at the processor too.
      return javaUsesAvx2();
    }
  }

  private static boolean javaUsesAvx2() {
    HotSpotDiagnosticMXBean java =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    return java != null && Integer.parseInt(java.getVMOption("UseAVX").getValue()) >= 2;
  }
}
