package io.trihorn.applications;

import io.trihorn.data.download.PublishedFile;
import io.trihorn.data.download.Shelf;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where Keras publishes the weights that were trained on ImageNet. */
final class PublishedWeights {
  /** Where weights and the list of classes are kept. */
  static final Shelf SHELF = new Shelf("models", "trihorn.models");

  private PublishedWeights() {}

  /** A row of the table: architecture, form, whether with top, origin, checksum, file name. */
  private record Row(String name, String form, boolean top, PublishedFile file) {
    static Row of(String line) {
      String[] cells = line.split("\t", -1);
      return new Row(
          cells[0], cells[1], cells[2].equals("1"), SHELF.file(cells[5], cells[3], cells[4]));
    }
  }

  /**
   * The file of an architecture.
   *
   * @param form which of several there are; empty where there is one
   * @throws IllegalArgumentException if none is published; the message has the forms there are
   */
  static PublishedFile of(String name, String form, boolean top) {
    List<Row> rows = rows().stream().filter(row -> row.name().equals(name)).toList();
    return rows.stream()
        .filter(row -> row.form().equals(form) && row.top() == top)
        .map(Row::file)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: no weights are published for the form '%s', only for %s; build it without weights, or give a file"
                        .formatted(name, form, rows.stream().map(Row::form).distinct().toList())));
  }

  private static List<Row> rows() {
    try (InputStream in = PublishedWeights.class.getResourceAsStream("weights.tsv");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines.lines().map(Row::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
