package io.trihorn.parquet;

import io.trihorn.data.DatasetException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;

/**
 * A file, and which of its columns are wanted.
 *
 * @param file the file
 * @param columns the columns by name, in the order in which they were asked for
 * @param groups the number of rows in each group
 */
record ParquetTable(Path file, Map<String, ColumnDescriptor> columns, List<Long> groups) {
  /**
   * Looks into a file for columns.
   *
   * @throws DatasetException if it cannot be read or lacks one of them
   */
  static ParquetTable of(Path file, List<String> names) {
    return look(
        file,
        reader -> {
          MessageType schema = reader.getFileMetaData().getSchema();
          return new ParquetTable(
              file,
              Leaves.named(file, schema, names),
              reader.getRowGroups().stream().map(BlockMetaData::getRowCount).toList());
        });
  }

  /** The names of all columns of a file. */
  static List<String> names(Path file) {
    return look(
        file, reader -> new ArrayList<>(Leaves.of(reader.getFileMetaData().getSchema()).keySet()));
  }

  private static <T> T look(Path file, Function<ParquetFileReader, T> question) {
    try (ParquetFileReader reader = open(file)) {
      return question.apply(reader);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static ParquetFileReader open(Path file) {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new Codecs())
            .build();
    try {
      return ParquetFileReader.open(new LocalInputFile(file), options);
    } catch (IOException | RuntimeException e) {
      throw unreadable(file, e);
    }
  }

  private static DatasetException unreadable(Path file, Exception e) {
    return new DatasetException(file + " cannot be read as a Parquet file: " + e.getMessage(), e);
  }

  long count() {
    return groups.stream().mapToLong(Long::longValue).sum();
  }

  /** A reading of the file, of the wanted columns only. */
  ParquetFileReader open() {
    ParquetFileReader reader = open(file);
    reader.setRequestedSchema(List.copyOf(columns.values()));
    return reader;
  }
}
