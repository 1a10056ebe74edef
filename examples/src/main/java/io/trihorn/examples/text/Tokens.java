package io.trihorn.examples.text;

import io.trihorn.data.Dataset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A text as numbers of its tokens.
 *
 * @param kinds the different tokens
 * @param codes each token of the text as its place among the kinds
 */
public record Tokens(List<String> kinds, int[] codes) {
  /** Stands for all that is not among the kinds. */
  public static final String RARE = "<rare>";

  private static final Pattern WORD = Pattern.compile("[a-z']+|[^a-z'\\s]");

  /** These tokens, with kinds in the order of the alphabet. */
  public static Tokens of(List<String> text) {
    return of(text, text.stream().distinct().sorted().toList());
  }

  /** These tokens, of which only the most frequent kinds are kept; the others are {@link #RARE}. */
  public static Tokens of(List<String> text, int most) {
    Map<String, Long> counts =
        text.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    Comparator<String> falling = Comparator.comparing(counts::get, Comparator.reverseOrder());
    List<String> kinds =
        counts.keySet().stream()
            .sorted(falling.thenComparing(Comparator.naturalOrder()))
            .limit(most)
            .toList();
    return of(
        text,
        IntStream.rangeClosed(0, kinds.size())
            .mapToObj(i -> i == 0 ? RARE : kinds.get(i - 1))
            .sorted()
            .toList());
  }

  /** These tokens as places among kinds that are in order; what is not there is {@link #RARE}. */
  private static Tokens of(List<String> text, List<String> sorted) {
    int rare = sorted.indexOf(RARE);
    Map<String, Integer> places = new HashMap<>();
    sorted.forEach(kind -> places.put(kind, places.size()));
    int[] codes = text.stream().mapToInt(token -> places.getOrDefault(token, rare)).toArray();
    return new Tokens(sorted, codes);
  }

  /**
   * The letters of a text.
   *
   * @param most how many letters to take at most, from the beginning
   */
  public static Tokens letters(String whole, int most) {
    return of(whole.chars().limit(most).mapToObj(Character::toString).toList());
  }

  /** The words of a text in small letters and its marks; the most frequent ones are kept. */
  public static Tokens words(String text, int most) {
    return of(
        WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(MatchResult::group).toList(),
        most);
  }

  /** The number of different tokens. */
  public int different() {
    return kinds.size();
  }

  /** The tokens from one place to before another, with the same kinds. */
  public Tokens part(int from, int to) {
    return new Tokens(kinds, Arrays.copyOfRange(codes, from, to));
  }

  /** All pieces but every n-th, beginning with the first: to learn from. See {@link #test}. */
  public Dataset train(int length, int n) {
    return pieces(length, i -> i % n != 0);
  }

  /**
   * Every n-th piece, beginning with the first: to be judged by. A row's input is a piece int32
   * {@code (length)}, its target int32 {@code (length)} the tokens that follow each of the piece's.
   */
  public Dataset test(int length, int n) {
    return pieces(length, i -> i % n == 0);
  }

  /** All pieces, as {@link #test} has every n-th. */
  public Dataset pieces(int length) {
    return pieces(length, i -> true);
  }

  /** The tokens in pieces of a length, int32 {@code (pieces, length)}; what is left is left out. */
  public int[][] rows(int length) {
    return rows(
        IntStream.range(0, codes.length / length).map(i -> i * length).toArray(), 0, length);
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
