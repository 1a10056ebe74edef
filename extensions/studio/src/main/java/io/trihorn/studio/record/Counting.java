package io.trihorn.studio.record;

import io.trihorn.graph.TensorData;
import io.trihorn.studio.store.Histogram;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts values into buckets. Of large arrays evenly spaced elements stand for all; values that are
 * not finite are left out.
 */
final class Counting {
  private static final int BUCKETS = 40;

  /** More elements change a picture of so many buckets by less than its lines are wide. */
  private static final int MOST = 1 << 14;

  private Counting() {}

  /** Elements that stand for all, in their order; the same places for tensors of one size. */
  static double[] sample(TensorData data) {
    long size = data.size();
    int count = (int) Math.min(size, MOST);
    double[] values = new double[count];
    // A division of integers for each would take longer than all else.
    double apart = (double) size / count;
    for (int i = 0; i < count; i++) {
      values[i] = data.getDouble((long) (i * apart));
    }
    return values;
  }

  static Histogram count(String kind, String name, long step, double[] values) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      if (Double.isFinite(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    int[] counts = new int[BUCKETS];
    double scale = high > low ? BUCKETS / (high - low) : 0;
    for (double value : values) {
      if (Double.isFinite(value)) {
        counts[Math.min(BUCKETS - 1, (int) ((value - low) * scale))]++;
      }
    }
    List<Integer> list = new ArrayList<>();
    for (int count : counts) {
      list.add(count);
    }
    return new Histogram(
        kind, name, step, high >= low ? low : Double.NaN, high >= low ? high : Double.NaN, list);
  }
}
