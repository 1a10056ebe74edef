package io.trihorn.studio.store;

import java.util.List;

/**
 * How values were spread at a step.
 *
 * @param kind {@code weight}, {@code gradient} or {@code activation}
 * @param name the weight's path or the layer's name
 * @param step of the whole run
 * @param low the least value
 * @param high the largest value
 * @param counts of equal buckets between them
 */
public record Histogram(
    String kind, String name, long step, double low, double high, List<Integer> counts) {
  /** Copies the list. */
  public Histogram {
    counts = List.copyOf(counts);
  }
}
