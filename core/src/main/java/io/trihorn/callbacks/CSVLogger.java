package io.trihorn.callbacks;

import io.trihorn.model.Callback;
import io.trihorn.model.TrainingRun;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a row for each epoch to a file of comma separated values (RFC 4180): the epoch, counted
 * from 0, and the logs of the first epoch in the order of their names. Where these have none of a
 * validation, columns for it follow. What is not among the logs is {@code NA}.
 */
public final class CSVLogger implements Callback {
  private final Path file;
  private char separator = ',';
  private boolean append;
  private boolean header;
  private List<String> columns;
  private BufferedWriter writer;

  /** Writes to a new file, or over an old one. */
  public CSVLogger(Path file) {
    this.file = file;
  }

  /** What stands between values; by default a comma. */
  public CSVLogger separator(char value) {
    separator = value;
    return this;
  }

  /** Whether rows are added to a file that is there; by default it is written anew. */
  public CSVLogger append(boolean value) {
    append = value;
    return this;
  }

  @Override
  public void onTrainBegin(TrainingRun run) {
    close();
    columns = null;
    try {
      header = !append || !Files.exists(file) || Files.size(file) == 0;
      writer =
          Files.newBufferedWriter(
              file,
              StandardOpenOption.CREATE,
              append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("CSVLogger cannot write to " + file, e);
    }
  }

  @Override
  public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
    if (columns == null) {
      columns = columns(logs);
      if (header) {
        row(Stream.concat(Stream.of("epoch"), columns.stream()));
      }
    }
    Stream<String> values =
        columns.stream()
            .map(name -> logs.containsKey(name) ? PythonNumbers.text(logs.get(name)) : "NA");
    row(Stream.concat(Stream.of(Integer.toString(epoch)), values));
  }

  private static List<String> columns(Map<String, Double> logs) {
    List<String> names = new ArrayList<>(logs.keySet().stream().sorted().toList());
    if (names.stream().noneMatch(name -> name.startsWith("val_"))) {
      names.addAll(names.stream().map(name -> "val_" + name).toList());
    }
    return names;
  }

  private void row(Stream<String> values) {
    try {
      writer.write(values.map(this::quoted).collect(Collectors.joining(String.valueOf(separator))));
      writer.write("\r\n");
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("CSVLogger cannot write to " + file, e);
    }
  }

  private String quoted(String value) {
    boolean plain =
        value.chars().noneMatch(c -> c == separator || c == '"' || c == '\r' || c == '\n');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }

  @Override
  public void onTrainEnd(TrainingRun run, Map<String, Double> logs) {
    close();
  }

  private void close() {
    if (writer != null) {
      try {
        writer.close();
      } catch (IOException e) {
        throw new UncheckedIOException("CSVLogger cannot write to " + file, e);
      }
      writer = null;
    }
  }
}
