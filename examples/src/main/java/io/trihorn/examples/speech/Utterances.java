package io.trihorn.examples.speech;

import java.util.Arrays;

/**
 * Numbers of three digits that are spoken.
 *
 * @param waves float32 {@code (rows, SAMPLES)}, silent at the end
 * @param words int32 {@code (rows, 3)}, the digits and 1: 0 is no word
 */
public record Utterances(float[][] waves, int[][] words) {
  /** Samples in a second. */
  public static final int RATE = 11_025;

  /** Samples of an utterance, two and a half seconds. */
  public static final int SAMPLES = RATE * 5 / 2;

  /** The different words, and that there is none. */
  public static final int KINDS = 11;

  /**
   * The share of words that are wrong: how many must be replaced, put in or taken out.
   *
   * @param best the likeliest word of each moment of each row, {@code (rows, moments)}; a word is
   *     said again after a moment without one
   */
  public double wrong(long[] best) {
    int moments = best.length / words.length;
    int wrong = 0;
    int all = 0;
    for (int row = 0; row < words.length; row++) {
      long[] line = Arrays.copyOfRange(best, row * moments, (row + 1) * moments);
      wrong += distance(heard(line), words[row]);
      all += words[row].length;
    }
    return (double) wrong / all;
  }

  private static int[] heard(long[] moments) {
    int[] heard = new int[moments.length];
    int length = 0;
    for (int i = 0; i < moments.length; i++) {
      if (moments[i] != 0 && (i == 0 || moments[i] != moments[i - 1])) {
        heard[length++] = (int) moments[i];
      }
    }
    return Arrays.copyOf(heard, length);
  }

  /** How many words must be changed to come from one row of words to another. */
  static int distance(int[] from, int[] to) {
    int[] row = new int[to.length + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= from.length; i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length; j++) {
        int replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length];
  }
}
