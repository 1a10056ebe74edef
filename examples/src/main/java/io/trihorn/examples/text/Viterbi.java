package io.trihorn.examples.text;

import java.util.Arrays;

/**
 * The best sequence of tags where each has a score and each pair that follows each other has one.
 */
public final class Viterbi {
  private Viterbi() {}

  /**
   * The sequence with the largest sum of scores.
   *
   * @param scores {@code (length, tags)}
   * @param pairs of a tag and the next one, {@code (tags, tags)}
   */
  public static int[] best(double[][] scores, double[][] pairs) {
    int length = scores.length;
    int tags = pairs.length;
    int[][] before = new int[length][tags];
    double[] sums = scores[0].clone();
    for (int at = 1; at < length; at++) {
      double[] next = new double[tags];
      Arrays.fill(next, Double.NEGATIVE_INFINITY);
      for (int to = 0; to < tags; to++) {
        for (int from = 0; from < tags; from++) {
          double sum = sums[from] + pairs[from][to] + scores[at][to];
          if (sum > next[to]) {
            next[to] = sum;
            before[at][to] = from;
          }
        }
      }
      sums = next;
    }
    int[] best = new int[length];
    for (int tag = 0; tag < tags; tag++) {
      best[length - 1] = sums[tag] > sums[best[length - 1]] ? tag : best[length - 1];
    }
    for (int at = length - 1; at > 0; at--) {
      best[at - 1] = before[at][best[at]];
    }
    return best;
  }

  /**
   * The share of tags that are right over some sequences.
   *
   * @param scores of all sequences one after another, {@code (sequences, length, tags)}
   * @param pairs row by row, {@code (tags, tags)}
   * @param right {@code (sequences, length)}
   */
  public static double accuracy(float[] scores, float[] pairs, int[][] right) {
    int length = right[0].length;
    int tags = (int) Math.sqrt(pairs.length);
    double[][] matrix = rows(pairs, 0, tags, tags);
    int hits = 0;
    for (int i = 0; i < right.length; i++) {
      int[] found = best(rows(scores, i * length * tags, length, tags), matrix);
      for (int at = 0; at < length; at++) {
        hits += found[at] == right[i][at] ? 1 : 0;
      }
    }
    return (double) hits / (right.length * length);
  }

  private static double[][] rows(float[] values, int start, int rows, int columns) {
    double[][] matrix = new double[rows][columns];
    for (int i = 0; i < rows * columns; i++) {
      matrix[i / columns][i % columns] = values[start + i];
    }
    return matrix;
  }
}
