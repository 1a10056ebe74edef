package io.trihorn.data;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Rows of inputs, targets and weights, read batch by batch: what {@code fit}, {@code evaluate} and
 * {@code predict} eat. Immutable: each method gives another dataset over the same data, which is
 * not copied until a batch is read.
 *
 * <p>{@code skip}, {@code take} and {@code shuffle} act on rows, in the order of the calls; {@code
 * take} after {@code shuffle} therefore takes other rows in each epoch. {@code map} gets whole
 * batches.
 */
public final class Dataset implements Iterable<Batch> {
  /** The batch size where none was set. */
  public static final int DEFAULT_BATCH_SIZE = 32;

  private final Pipeline pipeline;
  private final Form form;

  /** Where the time is added that readers wait, or null. */
  private final WaitingTime waiting;

  /** Memory of passes that ended, for the next; garbage collection is in no hurry to free it. */
  private final Queue<Buffers> idle = new ConcurrentLinkedQueue<>();

  private Dataset(Pipeline pipeline, Form form, WaitingTime waiting) {
    this.pipeline = pipeline;
    this.form = form;
    this.waiting = waiting;
  }

  private static Dataset of(Rows rows, Form form) {
    return new Dataset(Pipeline.of(rows), form, null);
  }

  static Dataset of(Rows rows) {
    return of(rows, Form.PLAIN);
  }

  private Dataset with(Pipeline other) {
    return other == pipeline ? this : new Dataset(other, form, waiting);
  }

  /**
   * A dataset of inputs only, for predictions.
   *
   * @param inputs an NDArray, a {@link TensorData} or a Java array whose first axis counts the rows
   *     (arrays of arrays are read when batches are, and should not change before); for several
   *     inputs a list (such as an NDList) or array of them, or a map of them by the names of a
   *     model's inputs, nested as the model's are; a scalar among several is the same for all rows
   * @throws ShapeException if the tensors differ in their numbers of rows
   */
  public static Dataset of(Object inputs) {
    return of(new Object[] {inputs});
  }

  /**
   * A dataset of inputs and targets.
   *
   * @param inputs as in {@link #of(Object)}
   * @param targets the same, with as many rows
   * @throws ShapeException if the tensors differ in their numbers of rows
   */
  public static Dataset of(Object inputs, Object targets) {
    return of(new Object[] {inputs, targets});
  }

  /**
   * A dataset of inputs, targets and sample weights.
   *
   * @param inputs as in {@link #of(Object)}
   * @param targets the same, with as many rows
   * @param weights one tensor of shape {@code [rows]} for all outputs, or one per target
   * @throws ShapeException if the tensors differ in their numbers of rows, or if the number of
   *     weights is neither 1 nor that of the targets
   */
  public static Dataset of(Object inputs, Object targets, Object weights) {
    return of(new Object[] {inputs, targets, weights});
  }

  private static Dataset of(Object[] given) {
    Given<Held> all = Given.of(given, Held::of);
    return of(ArrayRows.of(all.inputs(), all.targets(), all.weights()), all.form());
  }

  /** A dataset of the rows of a batch, which are not copied. */
  public static Dataset of(Batch rows) {
    return of(ArrayRows.of(rows));
  }

  /**
   * A dataset whose rows are made as they are read.
   *
   * @param samples gives the rows; its iterator is asked for anew in every epoch. All samples have
   *     the types of the first
   */
  public static Dataset generate(Iterable<Sample> samples) {
    return stream(() -> StreamSupport.stream(samples.spliterator(), false));
  }

  /**
   * A dataset whose rows come from streams.
   *
   * @param samples gives a new stream in every epoch, which is closed after it. All samples have
   *     the types of the first
   */
  public static Dataset stream(Supplier<? extends Stream<Sample>> samples) {
    return of(new SampleRows(epoch -> Streams.unread(samples.get())));
  }

  /** The rows of each epoch, scaled and mapped. */
  SampleSource samples() {
    return pipeline.samples();
  }

  /**
   * A dataset of rows that can be read from any place on: its number of rows is known, and a
   * reading that goes on where another stopped does not read what was before.
   *
   * @param rows gives the rows, the same in every epoch. All samples have the types of the first
   */
  public static Dataset stream(RowSource rows) {
    return of(SourceRows.of(rows));
  }

  /**
   * A dataset that comes in batches of its own, of any sizes, as a generator of Keras's users gives
   * them.
   *
   * @param batches gives a new stream in every epoch, which is closed after it
   */
  public static Dataset ofBatches(Supplier<? extends Stream<Batch>> batches) {
    return of(new BatchRows(batches));
  }

  /**
   * A dataset of sequences of many lengths, in batches with others of about their length: {@code
   * tf.data}'s {@code bucket_by_sequence_length}. The first axis of every input counts the steps of
   * the sequence, and shorter ones are filled up. What is predicted for it comes in the samples'
   * order.
   *
   * @param samples gives the rows; its iterator is asked for anew in every epoch
   * @param buckets the lengths that go together, the batches' sizes, and what is filled up with
   *     what
   */
  public static Dataset bucketed(Iterable<Sample> samples, Buckets buckets) {
    return of(new BucketRows(epoch -> StreamSupport.stream(samples.spliterator(), false), buckets));
  }

  /**
   * The rows in batches of this size, the last with what remains. What comes in batches of its own
   * keeps them.
   */
  public Dataset batch(int size) {
    Counts.positive("batch", "rows", size);
    return with(pipeline.batched(size));
  }

  /** Without a last batch that has fewer rows than the others. */
  public Dataset dropRemainder() {
    return with(pipeline.dropping());
  }

  /**
   * Reads ahead on another thread.
   *
   * @param batches how many batches may wait; 0 reads on the caller's thread
   */
  public Dataset prefetch(int batches) {
    Counts.notNegative("prefetch", "batches", batches);
    return with(pipeline.prefetching(batches));
  }

  /**
   * Keeps the last batches of {@link #open} valid, for who uses several at once. It counts for
   * datasets that are read ahead.
   *
   * @param batches how many, with the one read last; by default 1
   */
  public Dataset hold(int batches) {
    Counts.positive("hold", "batches", batches);
    return with(pipeline.holding(batches));
  }

  /**
   * Measures how long who reads the batches of {@link #open} waits for them: a training that waits
   * is slowed down by its data.
   *
   * @param time what the time is added to
   */
  public Dataset timed(WaitingTime time) {
    return new Dataset(pipeline, form, time);
  }

  /**
   * Changes batches as they are read, on the prefetch thread if there is one. The function must
   * work row by row, as the size of the batches may be any, and keep their number of rows; it must
   * not keep the batch it is given.
   */
  public Dataset map(UnaryOperator<Batch> function) {
    return with(pipeline.mapped(function));
  }

  /**
   * Changes batches, of the size that is set by now, on several threads, and keeps their order.
   *
   * @param function gives a batch of its own for each; called by several threads at a time
   * @param threads how many
   * @throws DatasetException while reading, if the function fails; it names the batch
   */
  public Dataset map(UnaryOperator<Batch> function, int threads) {
    Counts.positive("map", "threads", threads);
    return with(pipeline.mapped(function, threads));
  }

  /**
   * Readies batches for who uses them, after all maps, on the prefetch thread if there is one. What
   * it throws comes out of the iterator as it is. There is one stage; another takes its place.
   */
  public Dataset stage(BatchStage function) {
    return with(pipeline.staged(function));
  }

  /**
   * Changes each input as it is read: {@code mapInputs(vectorization::compute)} makes numbers of
   * texts. See {@link #map}.
   */
  public Dataset mapInputs(UnaryOperator<TensorData> function) {
    return map(
        batch ->
            new Batch(
                batch.inputs().stream().map(function).toList(), batch.targets(), batch.weights()));
  }

  /**
   * Makes all inputs float32 values {@code factor * x + offset}, batch by batch: uint8 images
   * become numbers from 0 to 1 by {@code scaleInputs(1 / 255.0, 0)} and stay a byte per pixel in
   * memory.
   */
  public Dataset scaleInputs(double factor, double offset) {
    return with(pipeline.scaled(new Column.Scale(factor, offset)));
  }

  /**
   * The rows in a random order, another one in each epoch. The order depends on the seed, the epoch
   * and the number of rows only, and is the same on every machine: a Fisher-Yates shuffle driven by
   * SplitMix64.
   *
   * @throws UnsupportedOperationException for a generated dataset; {@link #cache()} it first, or
   *     shuffle it by a buffer
   */
  public Dataset shuffle(long seed) {
    return onRows("shuffle", r -> r.shuffle(seed));
  }

  /** The first n rows, or all if there are fewer. Counts rows, so it comes before {@code batch}. */
  public Dataset take(long n) {
    Counts.notNegative("take", "rows", n);
    return onRows("take", r -> r.take(n));
  }

  /** The rows after the first n. Counts rows, so it comes before {@code batch}. */
  public Dataset skip(long n) {
    Counts.notNegative("skip", "rows", n);
    return onRows("skip", r -> r.skip(n));
  }

  /**
   * The rows in a random order as far as a buffer reaches, another one in each epoch: of as many
   * rows as the buffer holds one is drawn, and the next takes its place. For what is generated or
   * read from files; the order depends on the seed, the epoch and the rows only.
   */
  public Dataset shuffle(int buffer, long seed) {
    Counts.positive("shuffle", "rows in the buffer", buffer);
    return onSamples("shuffle", rows -> SampleStages.shuffle(rows, buffer, seed));
  }

  /** All rows so many times in an epoch; what is shuffled has another order each time. */
  public Dataset repeat(int times) {
    Counts.positive("repeat", "times", times);
    return onSamples("repeat", rows -> SampleStages.repeat(rows, times));
  }

  /** All rows again and again, without end: say {@code stepsPerEpoch} where they are used. */
  public Dataset repeat() {
    return onSamples("repeat", rows -> SampleStages.repeat(rows, -1));
  }

  /**
   * Rows that follow each other as one, each tensor with an axis more in front.
   *
   * @param size how many rows make one
   * @param shift how many rows after the begin of one the next begins
   * @param stride how many rows apart those of one are
   */
  public Dataset window(int size, int shift, int stride) {
    Counts.positive("window", "rows", size);
    Counts.positive("window", "as shift", shift);
    Counts.positive("window", "as stride", stride);
    return onSamples("window", rows -> SampleStages.window(rows, size, shift, stride));
  }

  /**
   * Changes rows one by one on several threads, and keeps their order.
   *
   * @param function gives a row of its own for each; called by several threads at a time
   * @param threads how many
   * @throws DatasetException while reading, if the function fails; it names the row
   */
  public Dataset mapRows(UnaryOperator<Sample> function, int threads) {
    Counts.positive("mapRows", "threads", threads);
    return onSamples("mapRows", rows -> SampleStages.map(rows, function, threads));
  }

  /**
   * Rows whose first axes differ, in batches in which they are filled up to the longest.
   *
   * @param size the rows in a batch
   * @param padding what inputs are filled up with
   */
  public Dataset paddedBatch(int size, double padding) {
    Counts.positive("paddedBatch", "rows", size);
    return bucketed(Buckets.of(new int[] {Integer.MAX_VALUE}, size).padding(padding));
  }

  /**
   * Sequences in batches with others of about their length; see {@link #bucketed(Iterable,
   * Buckets)}.
   */
  public Dataset bucketed(Buckets buckets) {
    return new Dataset(
        pipeline.resampled("bucketed", rows -> new BucketRows(rows, buckets)), Form.PLAIN, waiting);
  }

  private Dataset onSamples(String method, UnaryOperator<SampleSource> change) {
    return with(pipeline.onSamples(method, change));
  }

  private Dataset onRows(String method, UnaryOperator<Rows> change) {
    return with(pipeline.onRows(method, change));
  }

  /** Reads epoch 0 once and keeps its rows, scaled and mapped, in memory. */
  public Dataset cache() {
    return withRows(toBatch());
  }

  /**
   * Reads epoch 0 once and keeps its rows, scaled and mapped, in a folder, from where they are
   * mapped into memory; a folder that holds rows already is used as it is, and its dataset not
   * read. Delete the folder when the data change.
   *
   * @throws DatasetException if it cannot be written or read; the message names the folder
   */
  public Dataset cache(Path folder) {
    return withRows(CacheFolder.rows(folder, () -> pipeline.pieces(true)));
  }

  /** Other rows of the same form, in batches of the same size. */
  Dataset withRows(Batch other) {
    return with(pipeline.remade(ArrayRows.of(other)));
  }

  /**
   * All rows of epoch 0, scaled and mapped, as one batch; not copied where they lie together.
   *
   * @throws IllegalStateException if the dataset has no rows
   */
  public Batch toBatch() {
    return pipeline.toBatch();
  }

  /** The number of rows; empty where they are generated. */
  public OptionalLong rows() {
    return pipeline.rows().count();
  }

  /** Forgets names: a function puts the tensors of batches in the order that is wanted. */
  public Dataset inOrder(UnaryOperator<Batch> order) {
    return new Dataset(pipeline.mapped(order), Form.PLAIN, waiting);
  }

  /** How the tensors were given: one after another, or by name. */
  public Form form() {
    return form;
  }

  /** The batch size that was set, or 0. */
  public int batchSize() {
    return pipeline.batchSize();
  }

  /** How many batches are read ahead. */
  public int prefetchDepth() {
    return pipeline.prefetch();
  }

  /** The number of batches in an epoch; empty for a generated dataset. */
  public OptionalLong batches() {
    return pipeline.batches();
  }

  /**
   * The first row as a batch of one; its types, but for the first axis, are those of all batches.
   *
   * @throws IllegalStateException if the dataset has no rows
   */
  public Batch first() {
    return pipeline.first();
  }

  /**
   * The batches of an epoch, in memory that is used again: a batch is valid until the next one, or
   * whether there is one, is asked for, unless more are to {@link #hold}. Close it, best by
   * try-with-resources.
   *
   * @param epoch the epoch's number, which changes the order of shuffled rows
   */
  public BatchIterator open(long epoch) {
    return open(epoch, 0);
  }

  /**
   * The batches of an epoch from a place on, as if those before had been read: where a reading
   * stopped it goes on. What is gone past is neither mapped nor staged, and of arrays not touched.
   *
   * @param batches how many batches to go past
   */
  public BatchIterator open(long epoch, long batches) {
    BatchIterator read = pipeline.open(epoch, batches, idle);
    return waiting == null ? read : waiting.around(read);
  }

  /** The batches of epoch 0, each in memory of its own. */
  @Override
  public BatchIterator iterator() {
    return pipeline.open(0, 0, null);
  }
}
