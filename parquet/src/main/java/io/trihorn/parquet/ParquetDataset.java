package io.trihorn.parquet;

import io.trihorn.data.Dataset;
import io.trihorn.data.DatasetException;
import io.trihorn.data.RowSource;
import io.trihorn.data.Sample;
import io.trihorn.tables.Column;
import io.trihorn.tables.Columns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Parquet files as a dataset, as pandas, Arrow and Spark write them. Only the columns that are
 * asked for are read, one group of rows at a time, and a reading that goes on in the middle leaves
 * out the groups before. The methods that give the object itself set what they are named after.
 *
 * <p>Fields of structures are named with dots: {@code address.zip}. Booleans are 0 and 1; decimals
 * are numbers; dates count days, times and moments the units of the file, from 1970 on; texts may
 * be categories, texts, or numbers in digits.
 */
public final class ParquetDataset {
  private final List<Path> files;
  private Columns columns = new Columns(List.of(), List.of());

  private ParquetDataset(List<Path> files) {
    this.files = files;
  }

  /** The rows of a file. */
  public static ParquetDataset fromFile(Path file) {
    return new ParquetDataset(List.of(file));
  }

  /**
   * The rows of all files of a folder that end with {@code .parquet}, in the order of their names;
   * Spark writes a table as such a folder. What begins with a dot or an underscore is left out.
   *
   * @throws DatasetException if there are none
   */
  public static ParquetDataset fromDirectory(Path directory) {
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> files = all.filter(ParquetDataset::isTable).sorted().toList();
      if (files.isEmpty()) {
        throw new DatasetException(
            directory + ": expected files .parquet, but there are none", null);
      }
      return new ParquetDataset(files);
    } catch (IOException e) {
      throw new DatasetException(directory + " cannot be read: " + e, e);
    }
  }

  private static boolean isTable(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".parquet") && !name.startsWith(".") && !name.startsWith("_");
  }

  /**
   * The columns that are inputs: numbers together one float32 vector, lists and texts their own.
   */
  public ParquetDataset inputs(Column... given) {
    columns = new Columns(List.of(given), columns.targets());
    return this;
  }

  /** The columns that are targets, each by itself. */
  public ParquetDataset targets(Column... given) {
    columns = new Columns(columns.inputs(), List.of(given));
    return this;
  }

  /**
   * The dataset: numbers float32 {@code (batch, columns)}, then the other inputs as their columns
   * say; targets {@code (batch)} each.
   *
   * @throws DatasetException if a file cannot be read or has not these columns. What is wrong with
   *     values comes out of the dataset as one that names file, row and column
   */
  public Dataset dataset() {
    if (columns.inputs().isEmpty()) {
      throw new IllegalStateException("ParquetDataset: say which columns are the inputs");
    }
    List<String> names = columns.all().stream().map(Column::name).distinct().toList();
    List<ParquetTable> tables = files.stream().map(file -> ParquetTable.of(file, names)).toList();
    return Dataset.stream(
        new RowSource() {
          @Override
          public long count() {
            return tables.stream().mapToLong(ParquetTable::count).sum();
          }

          @Override
          public Stream<Sample> open(long first) {
            return samples(tables, first);
          }
        });
  }

  private Stream<Sample> samples(List<ParquetTable> tables, long first) {
    TableRows rows = new TableRows(tables, first);
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, 0), false)
        .map(row -> columns.row(column -> row.get(column.name()), rows::place))
        .onClose(rows::close);
  }

  /**
   * All values of some columns by their names, in memory: what a {@code FeatureSpace} is adapted
   * to.
   *
   * @param names the columns; none for all
   */
  public Map<String, List<Object>> table(String... names) {
    List<String> wanted = names.length > 0 ? List.of(names) : ParquetTable.names(files.get(0));
    List<ParquetTable> tables = files.stream().map(file -> ParquetTable.of(file, wanted)).toList();
    Map<String, List<Object>> table = new LinkedHashMap<>();
    wanted.forEach(name -> table.put(name, new ArrayList<>()));
    try (TableRows rows = new TableRows(tables, 0)) {
      rows.forEachRemaining(row -> wanted.forEach(name -> table.get(name).add(row.get(name))));
    }
    return table;
  }
}
