package io.trihorn.data.tfrecord;

import io.trihorn.data.Dataset;
import io.trihorn.data.DatasetException;
import io.trihorn.data.Datasets;
import io.trihorn.data.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

/** TFRecord files as a dataset, read record by record in every epoch. */
public final class TfRecordDataset {
  private TfRecordDataset() {}

  /**
   * The rows of one file after the other. What is wrong comes out of the dataset as a {@link
   * DatasetException} that names the file and the record.
   *
   * @param files TFRecord files, gzipped where their names end with {@code .gz}
   * @param row makes a row of an example
   */
  public static Dataset of(List<Path> files, Function<Example, Sample> row) {
    List<Dataset> each = files.stream().map(file -> Dataset.stream(() -> rows(file, row))).toList();
    return Datasets.interleave(each, 1, Integer.MAX_VALUE);
  }

  private static Stream<Sample> rows(Path file, Function<Example, Sample> row) {
    AtomicLong record = new AtomicLong();
    return RecordReader.stream(file).map(bytes -> made(bytes, row, file, record.getAndIncrement()));
  }

  private static Sample made(byte[] bytes, Function<Example, Sample> row, Path file, long record) {
    try {
      return row.apply(Example.parse(bytes));
    } catch (RuntimeException e) {
      throw new DatasetException(file + ", record " + record + ": " + e.getMessage(), e);
    }
  }
}
