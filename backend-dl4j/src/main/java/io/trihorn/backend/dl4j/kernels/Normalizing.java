package io.trihorn.backend.dl4j.kernels;

/**
 * {@code (x - mean) * factor + offset} by channel, of tiles on the heap: once for the result and
 * once more for the gradient, to the same bits.
 *
 * @param mean at each place of a tile
 * @param factor at each place of a tile
 * @param offset at each place of a tile
 */
record Normalizing(float[] mean, float[] factor, float[] offset) {

  /** By what each channel has. */
  static Normalizing of(
      ChannelRows rows, float[] mean, float[] inverse, float[] scale, float[] offset) {
    float[] factor = new float[scale.length];
    for (int c = 0; c < factor.length; c++) {
      factor[c] = scale[c] * inverse[c];
    }
    return new Normalizing(rows.spread(mean), rows.spread(factor), rows.spread(offset));
  }

  /** {@code 1 / sqrt(variance + epsilon)}. */
  static float[] inverse(float[] variance, float epsilon) {
    float[] inverse = new float[variance.length];
    for (int c = 0; c < inverse.length; c++) {
      inverse[c] = 1 / (float) Math.sqrt(variance[c] + epsilon);
    }
    return inverse;
  }

  /** Writes to y. */
  void apply(float[] x, float[] y, int n) {
    apply(x, mean, factor, offset, y, n);
  }

  private static void apply(
      float[] x, float[] mean, float[] factor, float[] offset, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = (x[i] - mean[i]) * factor[i] + offset[i];
    }
  }
}
