package io.trihorn.data;

import io.trihorn.graph.RowException;
import io.trihorn.graph.ShapeException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;

/** Reads a cursor batch by batch and maps the batches. */
final class BatchReader implements AutoCloseable {
  private final Rows.Cursor cursor;
  private final int batchSize;
  private final boolean dropRemainder;
  private final List<UnaryOperator<Batch>> maps;
  private final BatchStage stage;

  /**
   * A reader.
   *
   * @param stage what is done last, or null
   */
  BatchReader(
      Rows.Cursor cursor,
      int batchSize,
      boolean dropRemainder,
      List<UnaryOperator<Batch>> maps,
      BatchStage stage) {
    this.stage = stage;
    this.cursor = cursor;
    this.batchSize = batchSize;
    this.dropRemainder = dropRemainder;
    this.maps = maps;
  }

  /** The next batch, in these buffers unless a map makes its own; null at the end. */
  Batch read(Buffers buffers) {
    Batch batch = cursor.next(batchSize, buffers);
    if (batch == null || dropRemainder && batch.rows() < batchSize) {
      return null;
    }
    return ready(batch, buffers).at(batch.places());
  }

  /** Goes past batches, which are not mapped. */
  void skip(long batches) {
    cursor.skip(batchSize, batches);
  }

  private Batch ready(Batch read, Buffers buffers) {
    Batch batch = read;
    for (UnaryOperator<Batch> map : maps) {
      Batch mapped = map.apply(batch);
      if (mapped == null || mapped.rows() != batch.rows()) {
        throw new ShapeException(
            "map: expected a batch of "
                + batch.rows()
                + " rows back, but got "
                + (mapped == null ? "null" : mapped.rows())
                + ": a map works row by row");
      }
      batch = mapped;
    }
    if (stage == null) {
      return batch;
    }
    try {
      return stage.apply(batch, buffers.forStage());
    } catch (RowException e) {
      throw new StageException(placed(e, read));
    } catch (RuntimeException e) {
      throw new StageException(e);
    }
  }

  /** Tells of the row in the data where that is known. */
  private RowException placed(RowException problem, Batch read) {
    List<Long> places = read.places();
    long row = problem.row();
    long place = places.isEmpty() ? cursor.place(row) : places.get((int) row);
    return place < 0 ? problem : problem.inData(place);
  }

  /** Whether batches may be rows of the dataset itself: not where a map may write into them. */
  boolean allowsSlices() {
    return maps.isEmpty();
  }

  @Override
  public void close() {
    cursor.close();
  }

  /** The batches on the caller's thread, in turn in two sets of buffers or each in its own. */
  BatchIterator iterator(boolean reuse) {
    Buffers[] buffers =
        reuse
            ? new Buffers[] {Buffers.reused(allowsSlices()), Buffers.reused(allowsSlices())}
            : new Buffers[] {Buffers.fresh(), Buffers.fresh()};
    return new BatchIterator() {
      private Batch pending;
      private boolean done;
      private int turn;

      @Override
      public boolean hasNext() {
        if (pending == null && !done) {
          // The other buffers, since the batch last handed out must stay as it is until next().
          try {
            pending = read(buffers[turn++ & 1]);
          } catch (StageException e) {
            close();
            throw e.problem();
          }
          if (pending == null) {
            close();
          }
        }
        return pending != null;
      }

      @Override
      public Batch next() {
        if (!hasNext()) {
          throw new NoSuchElementException("the epoch has no more batches");
        }
        Batch batch = pending;
        pending = null;
        return batch;
      }

      @Override
      public void close() {
        if (!done) {
          done = true;
          pending = null;
          cursor.close();
        }
      }
    };
  }
}
