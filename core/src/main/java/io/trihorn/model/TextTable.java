package io.trihorn.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table of a given width, drawn with lines between all rows, as the library Rich draws those that
 * Keras prints: cells break between words, and words that are wider than their column end in an
 * ellipsis.
 */
final class TextTable {
  private static final Pattern WORD = Pattern.compile("\\s*\\S+\\s*");

  /** Where the text of a column stands. */
  enum Align {
    LEFT,
    RIGHT,
    CENTER
  }

  /**
   * A column.
   *
   * @param width wanted for the text; a space is added on both sides
   */
  record Column(String header, int width, Align align) {}

  private final List<Column> columns;
  private final int[] widths;
  private final List<List<String>> rows = new ArrayList<>();

  /** A table whose lines have this length. */
  TextTable(List<Column> columns, int lineLength) {
    this.columns = columns;
    widths = columns.stream().mapToInt(c -> c.width() + 2).toArray();
    int room = lineLength - columns.size() - 1;
    int wanted = IntStream.of(widths).sum();
    if (wanted > room) {
      shrink(wanted - room);
    } else {
      widen(room - wanted, wanted);
    }
  }

  /** Takes from all columns alike; halves are rounded to even numbers. */
  private void shrink(int excess) {
    int left = excess;
    for (int i = 0; i < widths.length; i++) {
      int part = (int) Math.rint((double) left / (widths.length - i));
      int taken = Math.min(widths[i], part);
      widths[i] -= taken;
      left -= taken;
    }
  }

  /** Gives to all columns by their widths; parts are rounded up. */
  private void widen(int room, int total) {
    int left = room;
    int shares = total;
    for (int i = 0; i < widths.length; i++) {
      int share = widths[i];
      int given = (int) Math.ceil((double) share * left / shares);
      widths[i] += given;
      left -= given;
      shares -= share;
    }
  }

  /** Adds a row of as many cells as there are columns. */
  void add(List<String> cells) {
    rows.add(cells);
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    out.append(line("\u250f\u2501\u2533\u2513"));
    append(out, columns.stream().map(Column::header).toList(), true);
    out.append(line("\u2521\u2501\u2547\u2529"));
    for (int i = 0; i < rows.size(); i++) {
      if (i > 0) {
        out.append(line("\u251c\u2500\u253c\u2524"));
      }
      append(out, rows.get(i), false);
    }
    return out.append(line("\u2514\u2500\u2534\u2518")).toString();
  }

  /** A line of these characters: at the left, along, at crossings, at the right. */
  private String line(String characters) {
    return IntStream.of(widths)
        .mapToObj(w -> characters.substring(1, 2).repeat(w))
        .collect(
            Collectors.joining(
                characters.substring(2, 3),
                characters.substring(0, 1),
                characters.substring(3) + "\n"));
  }

  /** Appends a row, whose cells stand at the top, or the headers, which stand at the bottom. */
  private void append(StringBuilder out, List<String> cells, boolean header) {
    char bar = header ? '\u2503' : '\u2502';
    List<List<String>> wrapped = each(i -> wrap(cells.get(i), widths[i] - 2));
    int height = wrapped.stream().mapToInt(List::size).max().orElse(1);
    for (int line = 0; line < height; line++) {
      int y = line;
      List<String> texts =
          each(
              i -> {
                List<String> lines = wrapped.get(i);
                int own = header ? y - (height - lines.size()) : y;
                String text = own >= 0 && own < lines.size() ? lines.get(own) : "";
                return aligned(text, widths[i] - 2, columns.get(i).align());
              });
      out.append(bar);
      texts.forEach(text -> out.append(' ').append(text).append(' ').append(bar));
      out.append('\n');
    }
  }

  private <T> List<T> each(IntFunction<T> cell) {
    return IntStream.range(0, widths.length).mapToObj(cell).toList();
  }

  private static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    Matcher words = WORD.matcher(text);
    while (words.find()) {
      String word = words.group();
      if (!line.isEmpty() && line.length() + word.stripTrailing().length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private static String aligned(String line, int width, Align align) {
    String text = line.stripTrailing();
    if (text.length() > width) {
      text = text.substring(0, Math.max(0, width - 1)) + "\u2026";
    }
    int room = Math.max(0, width - text.length());
    int before =
        switch (align) {
          case LEFT -> 0;
          case CENTER -> room / 2;
          case RIGHT -> room;
        };
    return " ".repeat(before) + text + " ".repeat(room - before);
  }
}
