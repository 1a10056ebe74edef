package io.trihorn.data;

import java.util.Iterator;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Rows that come in batches, whatever their sizes. */
record BatchRows(Supplier<? extends Stream<Batch>> source) implements Rows {
  @Override
  public OptionalLong count() {
    return OptionalLong.empty();
  }

  @Override
  public boolean hasOwnBatches() {
    return true;
  }

  @Override
  public Rows take(long n) {
    throw rowByRow("take");
  }

  @Override
  public Rows skip(long n) {
    throw rowByRow("skip");
  }

  @Override
  public Rows shuffle(long seed) {
    throw rowByRow("shuffle");
  }

  @Override
  public Rows scaleInputs(Column.Scale scale) {
    throw rowByRow("scaleInputs");
  }

  static UnsupportedOperationException rowByRow(String what) {
    return new UnsupportedOperationException(
        what + ": these data come in batches of their own; change the batches where they are made");
  }

  @Override
  public Cursor open(long epoch) {
    Stream<Batch> stream = source.get();
    Iterator<Batch> batches = stream.iterator();
    return new Cursor() {
      @Override
      public Batch next(int rows, Buffers buffers) {
        return batches.hasNext() ? batches.next() : null;
      }

      @Override
      public void close() {
        stream.close();
      }
    };
  }
}
