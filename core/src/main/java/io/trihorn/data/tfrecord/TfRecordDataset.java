package io.trihorn.data.tfrecord;

import io.trihorn.data.Dataset;
import io.trihorn.data.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** TFRecord files as a dataset, read record by record in every epoch. */
public final class TfRecordDataset {
  private TfRecordDataset() {}

  /**
   * The rows of one file after the other. What is wrong in a file comes out of the dataset as an
   * exception that says so; see {@link RecordReader} and {@link Example#parse}.
   *
   * @param files TFRecord files, gzipped where their names end with {@code .gz}
   * @param row makes a row of an example
   */
  public static Dataset of(List<Path> files, Function<Example, Sample> row) {
    List<Dataset> each =
        files.stream()
            .map(
                file ->
                    Dataset.stream(() -> RecordReader.stream(file).map(Example::parse).map(row)))
            .toList();
    return Dataset.interleave(each, 1, Integer.MAX_VALUE);
  }
}
