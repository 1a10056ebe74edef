package io.trihorn.cuda;

import java.util.Locale;

/**
 * A graphics card, as the driver describes it.
 *
 * @param index its number in CUDA's order
 * @param name what it is sold as
 * @param memoryBytes all of its memory
 * @param computeCapability the version of its instructions
 */
public record Card(int index, String name, long memoryBytes, Version computeCapability) {
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "gpu:%d %s, %.1f GiB, compute capability %s",
        index,
        name,
        memoryBytes / (double) (1L << 30),
        computeCapability);
  }
}
