package io.trihorn.studio.record;

import io.trihorn.data.Batch;
import io.trihorn.data.BatchIterator;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import java.util.List;

/**
 * Some rows that are looked at again and again.
 *
 * @param inputs {@code (rows, ...)} each
 * @param targets likewise; may be none
 * @param rows how many there are
 */
record SampleRows(List<TensorData> inputs, List<TensorData> targets, int rows) {
  /** The first rows of a dataset, those of its first batch at most where it has batches. */
  static SampleRows of(Dataset data, int most) {
    if (!data.form().isPlain()) {
      throw new IllegalArgumentException(
          "Studio: the sample should give inputs by their positions, but gives them by names");
    }
    try (BatchIterator batches = (data.batchSize() > 0 ? data : data.batch(most)).open(0)) {
      if (!batches.hasNext()) {
        throw new IllegalArgumentException("Studio: the sample has no rows");
      }
      Batch batch = batches.next();
      int rows = Math.min(most, batch.rows());
      return new SampleRows(cut(batch.inputs(), rows), cut(batch.targets(), rows), rows);
    }
  }

  /** The first of these rows. */
  SampleRows first(int most) {
    int few = Math.min(most, rows);
    return new SampleRows(cut(inputs, few), cut(targets, few), few);
  }

  /** Copies, since the memory of a batch is used again. */
  private static List<TensorData> cut(List<TensorData> all, int rows) {
    return all.stream().map(one -> one.rows(0, rows).copy()).toList();
  }
}
