package io.trihorn.examples.data;

import io.trihorn.data.Dataset;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A text as numbers of letters.
 *
 * @param alphabet the letters that occur, in order
 * @param codes each letter of the text as its place in the alphabet
 */
public record Letters(String alphabet, int[] codes) {
  /**
   * The letters of a text.
   *
   * @param most how many letters to take at most, from the beginning
   */
  public static Letters of(String whole, int most) {
    String text = whole.substring(0, Math.min(whole.length(), most));
    int[] alphabet = text.chars().sorted().distinct().toArray();
    int[] codes = text.chars().map(letter -> Arrays.binarySearch(alphabet, letter)).toArray();
    return new Letters(new String(alphabet, 0, alphabet.length), codes);
  }

  /** The number of different letters. */
  public int different() {
    return alphabet.length();
  }

  /** All pieces but every n-th, beginning with the first: to learn from. See {@link #test}. */
  public Dataset train(int length, int n) {
    return pieces(length, i -> i % n != 0);
  }

  /**
   * Every n-th piece, beginning with the first: to be judged by. A row's input is a piece int32
   * {@code (length)}, its target int32 {@code (length)} the letters that follow each of the
   * piece's.
   */
  public Dataset test(int length, int n) {
    return pieces(length, i -> i % n == 0);
  }

  private Dataset pieces(int length, IntPredicate chosen) {
    int[] starts =
        IntStream.range(0, (codes.length - 1) / length)
            .filter(chosen)
            .map(i -> i * length)
            .toArray();
    return Dataset.of(rows(starts, 0, length), rows(starts, 1, length));
  }

  private int[][] rows(int[] starts, int shift, int length) {
    return Arrays.stream(starts)
        .mapToObj(s -> Arrays.copyOfRange(codes, s + shift, s + shift + length))
        .toArray(int[][]::new);
  }
}
