package io.trihorn.data;

import java.util.Optional;
import java.util.OptionalLong;

/** Some rows of a source that can be read from any place on. */
record SourceRows(RowSource source, long first, long end) implements Rows {
  static SourceRows of(RowSource source) {
    return new SourceRows(source, 0, source.count());
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.of(end - first);
  }

  @Override
  public Rows take(long n) {
    return new SourceRows(source, first, first + Math.min(n, end - first));
  }

  @Override
  public Rows skip(long n) {
    return new SourceRows(source, first + Math.min(n, end - first), end);
  }

  @Override
  public Rows shuffle(long seed) {
    return unindexed().shuffle(seed);
  }

  @Override
  public Rows scaleInputs(Column.Scale scale) {
    return unindexed().scaleInputs(scale);
  }

  private SampleRows unindexed() {
    return new SampleRows(samples().orElseThrow());
  }

  @Override
  public Optional<SampleSource> samples() {
    return Optional.of(epoch -> source.open(first).limit(end - first));
  }

  @Override
  public Cursor open(long epoch) {
    return new Reading();
  }

  /** Opens the source when the first row is wanted, so that what is gone past is not read. */
  private final class Reading implements Cursor {
    private long next = first;
    private Cursor open;

    @Override
    public Batch next(int rows, Buffers buffers) {
      if (open == null) {
        open = new SampleCursor(source.open(next).limit(end - next), next);
      }
      Batch batch = open.next(rows, buffers);
      next += batch == null ? 0 : batch.rows();
      return batch;
    }

    @Override
    public long skip(int rows, long count) {
      close();
      long there = (end - next + rows - 1) / rows;
      long skipped = Math.min(count, there);
      next = Math.min(end, next + skipped * rows);
      return skipped;
    }

    @Override
    public void close() {
      if (open != null) {
        open.close();
        open = null;
      }
    }
  }
}
