package io.trihorn.examples;

import io.trihorn.data.digits.Digits;
import io.trihorn.graph.TensorData;
import java.util.Random;

/** Square pieces of digits, where there is something on them. */
final class Pieces {
  private Pieces() {}

  /**
   * Pieces drawn by lot, each of mean 0 and length 1.
   *
   * @return {@code (count, size * size)}
   */
  static float[][] normalized(Digits digits, int count, int size, long seed) {
    Random random = new Random(seed);
    float[][] pieces = new float[count][];
    for (int made = 0; made < count; ) {
      int row = random.nextInt(digits.rows());
      int top = random.nextInt(Digits.SIZE - size + 1);
      int left = random.nextInt(Digits.SIZE - size + 1);
      float[] piece = piece(digits.images(), row, top, left, size);
      if (normalize(piece)) {
        pieces[made++] = piece;
      }
    }
    return pieces;
  }

  private static float[] piece(TensorData images, int row, int top, int left, int size) {
    float[] piece = new float[size * size];
    for (int i = 0; i < piece.length; i++) {
      int at = (row * Digits.SIZE + top + i / size) * Digits.SIZE + left + i % size;
      piece[i] = images.getLong(at) / 255f;
    }
    return piece;
  }

  /** Whether there is enough on it. */
  private static boolean normalize(float[] piece) {
    double mean = 0;
    for (float value : piece) {
      mean += value / piece.length;
    }
    double square = 0;
    for (float value : piece) {
      square += (value - mean) * (value - mean);
    }
    for (int i = 0; i < piece.length; i++) {
      piece[i] = (float) ((piece[i] - mean) / Math.sqrt(square));
    }
    return square > 0.5;
  }

  /** Centres {@code (count, size * size)} as the kernel {@code (size, size, 1, count)}. */
  static TensorData asKernel(float[][] centres) {
    int size = (int) Math.sqrt(centres[0].length);
    float[] kernel = new float[centres.length * centres[0].length];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = centres[i % centres.length][i / centres.length];
    }
    return TensorData.of(kernel, size, size, 1, centres.length);
  }
}
