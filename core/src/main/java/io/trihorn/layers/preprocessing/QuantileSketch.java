package io.trihorn.layers.preprocessing;

import io.trihorn.graph.TensorData;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A summary of data that come in batches, from which quantiles can be read: values in rising order,
 * each standing for a number of elements. Batches are sampled evenly, joined, and interpolated down
 * to a bounded number of values, as Keras does.
 */
final class QuantileSketch {
  private final double epsilon;
  private double[] values = {};
  private double[] weights = {};

  /** A summary that keeps quantiles to about this fraction. */
  QuantileSketch(double epsilon) {
    this.epsilon = epsilon;
  }

  /** Takes in a batch. */
  void add(TensorData data) {
    double[] sorted = data.toDoubleArray();
    Arrays.sort(sorted);
    double spacing = sorted.length * epsilon;
    int step = (int) Math.max(spacing, 1);
    int start = (int) spacing;
    int count = Math.max(0, (sorted.length - start + step - 1) / step);
    double[] picked =
        IntStream.range(0, count).mapToDouble(i -> sorted[start + i * step]).toArray();
    double[] counts = new double[count];
    Arrays.fill(counts, Math.max(spacing, 1));
    merge(picked, counts);
    if (values.length * epsilon >= 1) {
      compress(epsilon);
    }
  }

  private void merge(double[] moreValues, double[] moreWeights) {
    double[] all = concat(moreValues, values);
    double[] counts = concat(moreWeights, weights);
    int[] order =
        IntStream.range(0, all.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> all[i]))
            .mapToInt(i -> i)
            .toArray();
    values = Arrays.stream(order).mapToDouble(i -> all[i]).toArray();
    weights = Arrays.stream(order).mapToDouble(i -> counts[i]).toArray();
  }

  private static double[] concat(double[] a, double[] b) {
    double[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  /** Values at even fractions of all elements. */
  private void compress(double fraction) {
    double[] cumulative = weights.clone();
    Arrays.parallelPrefix(cumulative, Double::sum);
    double total = cumulative[cumulative.length - 1];
    double[] shares = Arrays.stream(cumulative).map(c -> c / total).toArray();
    int count = (int) Math.ceil(1 / fraction - 1e-9);
    double[] newValues = new double[count];
    double[] newWeights = new double[count];
    double before = 0;
    for (int i = 0; i < count; i++) {
      double share = fraction + i * fraction;
      newValues[i] = interpolate(share, shares, values);
      double now = interpolate(share, shares, cumulative);
      newWeights[i] = now - before;
      before = now;
    }
    values = newValues;
    weights = newWeights;
  }

  /** Linear between points of rising x, constant outside. */
  private static double interpolate(double x, double[] xs, double[] ys) {
    int after = 0;
    while (after < xs.length && xs[after] <= x) {
      after++;
    }
    if (after == 0 || after == xs.length) {
      return ys[after == 0 ? 0 : xs.length - 1];
    }
    double part = (x - xs[after - 1]) / (xs[after] - xs[after - 1]);
    return ys[after - 1] + part * (ys[after] - ys[after - 1]);
  }

  /** Whether there was any data. */
  boolean isEmpty() {
    return values.length == 0;
  }

  /** Boundaries between so many bins of about equal numbers of elements. */
  double[] boundaries(int bins) {
    QuantileSketch few = new QuantileSketch(1.0 / bins);
    few.values = values;
    few.weights = weights;
    if (values.length >= bins) {
      few.compress(1.0 / bins);
    }
    return Arrays.copyOf(few.values, Math.max(0, few.values.length - 1));
  }
}
