package io.trihorn.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The processor, as the operating system describes it.
 *
 * @param model its name, or what is known of it
 * @param flags its features, in lower case; empty if the system does not tell
 */
record Processor(String model, Set<String> flags) {
  private static final List<String> VECTORS =
      List.of("avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "asimd", "sve");

  static Processor here() {
    Path info = Path.of("/proc/cpuinfo");
    try {
      if (Files.isReadable(info)) {
        return parse(Files.readString(info));
      }
      if (System.getProperty("os.name").startsWith("Mac")) {
        return mac();
      }
    } catch (IOException | UncheckedIOException e) {
      return new Processor("unknown (" + e.getMessage() + ")", Set.of());
    }
    return new Processor(System.getProperty("os.arch"), Set.of());
  }

  /** Reads the text of Linux's {@code /proc/cpuinfo}: the first processor in it. */
  static Processor parse(String cpuinfo) {
    String model = System.getProperty("os.arch");
    Set<String> flags = new TreeSet<>();
    for (String line : cpuinfo.lines().toList()) {
      String[] parts = line.split(":", 2);
      String key = parts[0].strip().toLowerCase(Locale.ROOT);
      if (line.isBlank() && !flags.isEmpty()) {
        break;
      }
      if (key.equals("model name")) {
        model = parts[1].strip();
      } else if (key.equals("flags") || key.equals("features")) {
        flags.addAll(Arrays.asList(parts[1].strip().toLowerCase(Locale.ROOT).split("\\s+")));
      }
    }
    return new Processor(model, flags);
  }

  private static Processor mac() throws IOException {
    String model = sysctl("machdep.cpu.brand_string");
    String features = sysctl("machdep.cpu.features") + " " + sysctl("machdep.cpu.leaf7_features");
    Set<String> flags =
        new TreeSet<>(Arrays.asList(features.strip().toLowerCase(Locale.ROOT).split("\\s+")));
    if (System.getProperty("os.arch").equals("aarch64")) {
      flags.add("asimd");
    }
    return new Processor(model, flags);
  }

  private static String sysctl(String name) throws IOException {
    Process process =
        new ProcessBuilder("sysctl", "-n", name)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return text.strip();
  }

  /** The vector instructions that decide which natives an engine can use. */
  String vectors() {
    if (flags.isEmpty()) {
      return "unknown on this system";
    }
    List<String> found = new ArrayList<>(VECTORS);
    found.retainAll(flags);
    boolean slow = !flags.contains("avx2") && !flags.contains("asimd");
    return (found.isEmpty() ? "none" : String.join(", ", found))
        + (slow ? " (without AVX2 the engines fall back to slow code)" : "");
  }
}
