package io.trihorn.tensorboard;

import io.trihorn.graph.TensorData;

/** The buckets of TensorBoard's histograms. */
final class Histogram {
  private static final int BUCKETS = 30;

  private Histogram() {}

  /**
   * For each bucket its left and right edge and how many elements are in it. Where all are equal
   * the last bucket has them; where there are none, all is 0.
   */
  static double[][] of(TensorData data) {
    double[][] buckets = new double[BUCKETS][3];
    long size = data.size();
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (long i = 0; i < size; i++) {
      least = Math.min(least, data.getDouble(i));
      most = Math.max(most, data.getDouble(i));
    }
    if (size == 0) {
      return buckets;
    }
    double width = (most - least) / BUCKETS;
    for (int i = 0; i < BUCKETS; i++) {
      buckets[i][0] = least + i * width;
      buckets[i][1] = i == BUCKETS - 1 ? most : least + (i + 1) * width;
    }
    if (!(most > least)) {
      buckets[BUCKETS - 1][2] = size;
      return buckets;
    }
    for (long i = 0; i < size; i++) {
      int bucket = (int) Math.floor((data.getDouble(i) - least) / width);
      buckets[Math.min(bucket, BUCKETS - 1)][2]++;
    }
    return buckets;
  }
}
