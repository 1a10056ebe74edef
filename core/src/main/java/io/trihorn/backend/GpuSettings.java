package io.trihorn.backend;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How graphics cards are used. Each of these is chosen like a backend, by the system property
 * {@code trihorn.KEY}, the environment variable {@code TRIHORN_KEY} (in capitals, with {@code _}
 * for a dot), or {@code "KEY"} in {@code trihorn.json}.
 *
 * @param memoryBytes the most memory that an engine takes of a card, 0 for all that it comes to
 *     need: {@code gpu.memory}, such as {@code 6g} or {@code 900m}; by default 0
 * @param tf32 whether products of float32 may be computed with 10 bits of fraction, as newer cards
 *     do much faster: {@code gpu.tf32}, {@code true} or {@code false}; by default false
 * @param cuda where CUDA's libraries come from: {@code cuda}
 */
public record GpuSettings(long memoryBytes, boolean tf32, Cuda cuda) {
  /** Where CUDA's libraries come from. */
  public enum Cuda {
    /** The artifacts on the class path, unless an installed CUDA is newer; the default. */
    NEWEST,
    /** The artifacts on the class path. */
    MAVEN,
    /** What is installed. */
    SYSTEM
  }

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kmgt])b?");

  private static final Map<String, Integer> SHIFTS = Map.of("k", 10, "m", 20, "g", 30, "t", 40);

  /**
   * What is configured.
   *
   * @throws BackendException if something is not one of its values; says which are
   */
  public static GpuSettings configured() {
    return new GpuSettings(readMemory(), readTf32(), readCuda());
  }

  /** The limit of memory in words. */
  public String memory() {
    return memoryBytes == 0 ? "taken as needed" : "at most " + (memoryBytes >> 20) + " MiB";
  }

  private static long readMemory() {
    Configured choice = Configured.find("gpu.memory");
    if (choice == null) {
      return 0;
    }
    Matcher size = SIZE.matcher(choice.value().toLowerCase(Locale.ROOT));
    if (!size.matches() || Long.parseLong(size.group(1)) == 0) {
      throw wrong(choice, "an amount of memory such as 6g or 900m");
    }
    return Long.parseLong(size.group(1)) << SHIFTS.get(size.group(2));
  }

  private static boolean readTf32() {
    Configured choice = Configured.find("gpu.tf32");
    if (choice == null) {
      return false;
    }
    return switch (choice.value().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(choice, "true or false");
    };
  }

  private static Cuda readCuda() {
    Configured choice = Configured.find("cuda");
    if (choice == null) {
      return Cuda.NEWEST;
    }
    return switch (choice.value().toLowerCase(Locale.ROOT)) {
      case "newest" -> Cuda.NEWEST;
      case "maven" -> Cuda.MAVEN;
      case "system" -> Cuda.SYSTEM;
      default ->
          throw wrong(
              choice,
              "maven (the artifacts on the class path), system (what is installed) or newest");
    };
  }

  private static BackendException wrong(Configured choice, String expected) {
    return new BackendException(
        choice.source() + " should be " + expected + ", but is '" + choice.value() + "'");
  }
}
