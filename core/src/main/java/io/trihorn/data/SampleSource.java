package io.trihorn.data;

import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Gives the rows of an epoch one after another, the same for the same epoch. */
@FunctionalInterface
interface SampleSource {
  /** The rows; to be closed. */
  Stream<Sample> open(long epoch);

  /** A stream of an iterator, which closes what it reads. */
  static <T> Stream<T> stream(Iterator<T> iterator, Runnable close) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, 0), false)
        .onClose(close);
  }

  /** The rows of batches, which must be in memory of their own. */
  static Stream<Sample> rows(BatchIterator batches) {
    return stream(batches, batches::close)
        .flatMap(batch -> IntStream.range(0, batch.rows()).mapToObj(i -> row(batch, i)));
  }

  private static Sample row(Batch batch, int i) {
    return new Sample(row(batch.inputs(), i), row(batch.targets(), i), row(batch.weights(), i));
  }

  private static List<TensorData> row(List<TensorData> tensors, int i) {
    List<TensorData> rows = new ArrayList<>();
    for (TensorData tensor : tensors) {
      long[] dims = tensor.type().dims();
      rows.add(
          dims.length == 0
              ? tensor
              : tensor.rows(i, 1).reshape(Arrays.copyOfRange(dims, 1, dims.length)));
    }
    return rows;
  }
}
