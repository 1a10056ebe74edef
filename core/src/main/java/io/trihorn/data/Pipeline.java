package io.trihorn.data;

import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The way from rows to batches.
 *
 * @param rows the rows
 * @param batchSize the batch size that was set, or 0
 * @param dropRemainder whether a last batch with fewer rows is left out
 * @param prefetch how many batches are read ahead on another thread
 * @param held how many batches who reads ahead keeps valid, with the one read last
 * @param maps what is done to the batches, one after another
 * @param stage what is done last, or null
 */
record Pipeline(
    Rows rows,
    int batchSize,
    boolean dropRemainder,
    int prefetch,
    int held,
    List<UnaryOperator<Batch>> maps,
    BatchStage stage) {
  /** How many rows are read at a time where all are. */
  private static final int PIECE = 1024;

  static Pipeline of(Rows rows) {
    return new Pipeline(rows, 0, false, 0, 1, List.of(), null);
  }

  /** The same way from other rows. */
  Pipeline over(Rows other) {
    return new Pipeline(other, batchSize, dropRemainder, prefetch, held, maps, stage);
  }

  /** The same way from rows that the maps are in already. */
  Pipeline remade(Rows mapped) {
    return new Pipeline(mapped, batchSize, dropRemainder, prefetch, held, List.of(), stage);
  }

  /** The rows changed one after another by a method that goes before {@code batch}. */
  Pipeline onSamples(String method, UnaryOperator<SampleSource> change) {
    return resampled(method, samples -> new SampleRows(change.apply(samples)));
  }

  /** The same for what makes rows of another kind. */
  Pipeline resampled(String method, Function<SampleSource, Rows> change) {
    requireUnbatched(method);
    return remade(change.apply(samples()));
  }

  /** The rows as a whole changed by a method that goes before {@code batch}. */
  Pipeline onRows(String method, UnaryOperator<Rows> change) {
    requireUnbatched(method);
    return over(change.apply(rows));
  }

  private void requireUnbatched(String method) {
    if (batchSize != 0) {
      throw new IllegalStateException(method + " acts on rows: call it before batch");
    }
  }

  /** Batches of this size, unless the rows have batches of their own. */
  Pipeline batched(int size) {
    return rows.hasOwnBatches()
        ? this
        : new Pipeline(rows, size, dropRemainder, prefetch, held, maps, stage);
  }

  Pipeline dropping() {
    return rows.hasOwnBatches()
        ? over(rows.dropRemainder())
        : new Pipeline(rows, batchSize, true, prefetch, held, maps, stage);
  }

  Pipeline prefetching(int batches) {
    return new Pipeline(rows, batchSize, dropRemainder, batches, held, maps, stage);
  }

  Pipeline holding(int batches) {
    return new Pipeline(rows, batchSize, dropRemainder, prefetch, batches, maps, stage);
  }

  Pipeline staged(BatchStage last) {
    return new Pipeline(rows, batchSize, dropRemainder, prefetch, held, maps, last);
  }

  Pipeline mapped(UnaryOperator<Batch> function) {
    List<UnaryOperator<Batch>> all = new ArrayList<>(maps);
    all.add(function);
    return new Pipeline(rows, batchSize, dropRemainder, prefetch, held, List.copyOf(all), stage);
  }

  /** Batches of the size set by now, which several threads change. */
  Pipeline mapped(UnaryOperator<Batch> function, int threads) {
    Pipeline source = staged(null).prefetching(0);
    Rows changed = new MappedBatches(epoch -> source.open(epoch, 0, null), function, threads);
    return new Pipeline(changed, 0, false, prefetch, held, List.of(), stage);
  }

  Pipeline scaled(Column.Scale scale) {
    if (!maps.isEmpty()) {
      throw new IllegalStateException("scaleInputs works on the rows: call it before map");
    }
    return over(rows.scaleInputs(scale));
  }

  /** The rows as they come out, mapped, each in memory of its own. */
  SampleSource samples() {
    Optional<SampleSource> made = rows.samples();
    if (made.isPresent() && maps.isEmpty()) {
      return made.get();
    }
    int together = made.isPresent() ? 1 : Dataset.DEFAULT_BATCH_SIZE;
    return epoch -> SampleSource.rows(unstaged(epoch, together).iterator(false));
  }

  /** Reads an epoch in batches of a size, mapped, but not staged. */
  private BatchReader unstaged(long epoch, int size) {
    return new BatchReader(rows.open(epoch), size, false, maps, null);
  }

  /** All rows of epoch 0, mapped, in batches of some size. */
  BatchIterator pieces(boolean reuse) {
    return unstaged(0, PIECE).iterator(reuse);
  }

  /** All rows of epoch 0, mapped, as one batch. */
  Batch toBatch() {
    if (rows.count().orElse(0) > 0 && maps.isEmpty()) {
      int all = Math.toIntExact(rows.count().getAsLong());
      try (BatchReader reader = unstaged(0, all)) {
        return reader.read(Buffers.reused(true));
      }
    }
    List<Batch> parts = new ArrayList<>();
    try (BatchIterator batches = pieces(false)) {
      batches.forEachRemaining(parts::add);
    }
    if (parts.isEmpty()) {
      throw noRows();
    }
    return new Batch(
        concatenate(parts, Batch::inputs),
        concatenate(parts, Batch::targets),
        concatenate(parts, Batch::weights));
  }

  private static IllegalStateException noRows() {
    return new IllegalStateException("the dataset has no rows");
  }

  private static List<TensorData> concatenate(
      List<Batch> parts, Function<Batch, List<TensorData>> role) {
    return IntStream.range(0, role.apply(parts.get(0)).size())
        .mapToObj(t -> whole(parts.stream().map(p -> role.apply(p).get(t)).toList()))
        .toList();
  }

  private static TensorData whole(List<TensorData> parts) {
    return parts.get(0).type().rank() == 0 ? parts.get(0) : TensorData.concatenate(parts);
  }

  /** The first row as a batch of one. */
  Batch first() {
    try (BatchReader reader = unstaged(0, 1)) {
      Batch batch = reader.read(Buffers.fresh());
      if (batch == null) {
        throw noRows();
      }
      return batch.rows() == 1
          ? batch
          : new Batch(
              firstRow(batch.inputs()), firstRow(batch.targets()), firstRow(batch.weights()));
    }
  }

  private static List<TensorData> firstRow(List<TensorData> tensors) {
    return tensors.stream().map(t -> t.type().rank() == 0 ? t : t.rows(0, 1)).toList();
  }

  /** The number of batches in an epoch; empty where the number of rows is not known. */
  OptionalLong batches() {
    OptionalLong count = rows.count();
    if (count.isEmpty()) {
      return count;
    }
    long size = effectiveBatchSize();
    return OptionalLong.of((count.getAsLong() + (dropRemainder ? 0 : size - 1)) / size);
  }

  private int effectiveBatchSize() {
    return batchSize == 0 ? Dataset.DEFAULT_BATCH_SIZE : batchSize;
  }

  /**
   * The batches of an epoch from a place on.
   *
   * @param idle memory of passes that ended, to be used again; null for batches in memory of their
   *     own
   */
  BatchIterator open(long epoch, long past, Queue<Buffers> idle) {
    BatchReader reader =
        new BatchReader(rows.open(epoch), effectiveBatchSize(), dropRemainder, maps, stage);
    if (past > 0) {
      reader.skip(past);
    }
    return prefetch == 0
        ? reader.iterator(idle != null)
        : new Prefetcher(reader, prefetch, held, idle);
  }
}
