package io.trihorn.cuda;

import java.util.Locale;
import java.util.Optional;

/**
 * A graphics card, as the driver describes it.
 *
 * @param index its number in CUDA's order
 * @param name what it is sold as
 * @param memoryBytes all of its memory
 * @param computeCapability the version of its instructions
 * @param usage what others have of it; null where the driver's library for that is missing
 */
public record Card(
    int index, String name, long memoryBytes, Version computeCapability, Usage usage) {
  static final double GIB = 1L << 30;

  /** What is in the way of computing on it, and what to do; empty if nothing is known to be. */
  public Optional<String> problem() {
    return usage == null ? Optional.empty() : usage.problem(this);
  }

  /** Its name, memory and compute capability. */
  String description() {
    return String.format(
        Locale.ROOT,
        "%s, %.1f GiB, compute capability %s",
        name,
        memoryBytes / GIB,
        computeCapability);
  }

  @Override
  public String toString() {
    return "gpu:" + index + " " + description();
  }
}
