package io.trihorn.backend.dl4j.kernels;

/**
 * Gates and the candidate of rows that have one after another, made by one loop: {@code offset +
 * scale * tanh(scale * x)} with other numbers for each of them. Loops over each alone would be
 * short, or need copies of all of them.
 */
final class MixedGates {
  private final float[] scales;
  private final float[] offsets;

  /**
   * For tiles.
   *
   * @param gates how many, with the candidate
   * @param candidate which of them that is
   * @param columns of a tile
   */
  MixedGates(int gates, int candidate, int columns) {
    scales = new float[gates * Tiling.STRETCH];
    offsets = new float[gates * Tiling.STRETCH];
    for (int i = 0; i < scales.length; i++) {
      boolean squashed = i / columns % gates == candidate;
      scales[i] = squashed ? 1 : 0.5f;
      offsets[i] = squashed ? 0 : 0.5f;
    }
  }

  /** Replaces the first elements by the values of the functions. */
  void apply(float[] x, int n) {
    Tangent.tanh(x, scales, offsets, n);
  }
}
