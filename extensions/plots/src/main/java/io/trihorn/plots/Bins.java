package io.trihorn.plots;

import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.List;

/**
 * How many of a tensor's numbers are in each of equal parts of their range; those that are infinite
 * or none are left out.
 *
 * @param middles of the parts
 * @param counts of each part
 */
record Bins(List<Double> middles, List<Long> counts) {
  /** So many parts, between the smallest and the largest number. */
  static Bins of(TensorData values, int parts) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (long i = 0; i < values.size(); i++) {
      double value = values.getDouble(i);
      if (Double.isFinite(value)) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    if (least > most) {
      return new Bins(List.of(), List.of());
    }
    // Of one number alone there is no range.
    double room = least == most ? Math.max(1e-6, Math.abs(least) * 1e-3) : 0;
    double from = least - room;
    double width = (most + room - from) / parts;
    long[] counts = new long[parts];
    for (long i = 0; i < values.size(); i++) {
      double value = values.getDouble(i);
      if (Double.isFinite(value)) {
        counts[Math.min(parts - 1, (int) ((value - from) / width))]++;
      }
    }
    List<Double> middles = new ArrayList<>();
    List<Long> listed = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      middles.add(from + (i + 0.5) * width);
      listed.add(counts[i]);
    }
    return new Bins(middles, listed);
  }

  /** How many numbers there are. */
  long all() {
    return counts.stream().mapToLong(c -> c).sum();
  }
}
