package io.trihorn.examples.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Rows of texts and numbers.
 *
 * @param rows all with as many values
 */
public record Table(List<String[]> rows) {
  /** Copies the list. */
  public Table {
    rows = List.copyOf(rows);
  }

  /**
   * The rows of a file, which has no header and no quotation marks; empty lines are left out.
   *
   * @throws IOException if it cannot be read, or a row has more or fewer values than the first
   */
  public static Table read(Path file, String separator) throws IOException {
    List<String[]> rows =
        Files.readAllLines(file).stream()
            .filter(line -> !line.isBlank())
            .map(line -> line.split(separator, separator.equals("\t") ? 2 : -1))
            .toList();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).length != rows.get(0).length) {
        throw new IOException(
            "%s: row %d has %d values, but the first has %d"
                .formatted(file, i + 1, rows.get(i).length, rows.get(0).length));
      }
    }
    return new Table(rows);
  }

  /** Without the first row, which has the names of the columns. */
  public Table withoutHeader() {
    return new Table(rows.subList(1, rows.size()));
  }

  /** All rows but every n-th, beginning with the first: to learn from. */
  public Table train(int n) {
    return where(i -> i % n != 0);
  }

  /** Every n-th row, beginning with the first: to be judged by. */
  public Table test(int n) {
    return where(i -> i % n == 0);
  }

  private Table where(IntPredicate chosen) {
    return new Table(IntStream.range(0, rows.size()).filter(chosen).mapToObj(rows::get).toList());
  }

  /** The columns from {@code from} to before {@code to} as numbers {@code (rows, columns)}. */
  public float[][] numbers(int from, int to) {
    float[][] numbers = new float[rows.size()][to - from];
    for (int row = 0; row < numbers.length; row++) {
      for (int column = from; column < to; column++) {
        numbers[row][column - from] = Float.parseFloat(rows.get(row)[column].trim());
      }
    }
    return numbers;
  }

  /** A column of texts {@code (rows)}. */
  public String[] texts(int column) {
    return rows.stream().map(row -> row[column]).toArray(String[]::new);
  }

  /** A column of names {@code (rows)} as their places in the alphabet of those that occur. */
  public int[] codes(int column) {
    List<String> names = rows.stream().map(row -> row[column]).distinct().sorted().toList();
    return rows.stream().mapToInt(row -> names.indexOf(row[column])).toArray();
  }
}
