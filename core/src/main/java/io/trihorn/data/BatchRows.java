package io.trihorn.data;

import java.util.Iterator;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Rows that come in batches, whatever their sizes. */
record BatchRows(Supplier<? extends Stream<Batch>> source) implements OwnBatches {
  @Override
  public Cursor open(long epoch) {
    Stream<Batch> stream = Streams.unread(source.get());
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
