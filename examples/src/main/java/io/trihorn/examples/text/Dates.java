package io.trihorn.examples.text;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Dates as people write them and as computers do: {@code Tuesday, 3 May 1988} is {@code
 * 1988-05-03}. Letters are numbers; 0 fills up.
 *
 * @param written int32 {@code (rows, 30)}
 * @param normal int32 {@code (rows, 10)}
 */
public record Dates(int[][] written, int[][] normal) {
  /** How many different letters there are, and the filling. */
  public static final int KINDS = 128;

  private static final List<DateTimeFormatter> FORMS =
      Stream.of("d MMMM yyyy", "MMM d, yyyy", "EEEE, d MMMM yyyy", "MMMM d, yyyy", "EEE d MMM yyyy")
          .map(form -> DateTimeFormatter.ofPattern(form, Locale.ENGLISH))
          .toList();

  /** Dates of the years from 1950 to 2049 by lot, each in a form by lot. */
  public static Dates make(int rows, long seed) {
    Random random = new Random(seed);
    Dates made = new Dates(new int[rows][], new int[rows][]);
    for (int row = 0; row < rows; row++) {
      LocalDate date = LocalDate.of(1950, 1, 1).plusDays(random.nextInt(36_500));
      String written = date.format(FORMS.get(random.nextInt(FORMS.size())));
      made.written[row] = numbers(written, 30);
      made.normal[row] = numbers(date.toString(), 10);
    }
    return made;
  }

  private static int[] numbers(String text, int length) {
    return IntStream.range(0, length).map(i -> i < text.length() ? text.charAt(i) : 0).toArray();
  }

  /** What stands before each letter of the second form, int32 {@code (rows, 10)}: 0 at first. */
  public int[][] before() {
    int[][] before = new int[normal.length][10];
    for (int row = 0; row < before.length; row++) {
      System.arraycopy(normal[row], 0, before[row], 1, 9);
    }
    return before;
  }

  /** The share of rows that are right, their first number left out, {@code (rows, 11)}. */
  public double right(int[][] found) {
    long right =
        IntStream.range(0, normal.length)
            .filter(row -> Arrays.equals(found[row], 1, 11, normal[row], 0, 10))
            .count();
    return (double) right / normal.length;
  }
}
