package io.trihorn.data;

import java.util.function.LongFunction;
import java.util.function.UnaryOperator;

/**
 * Batches changed by several threads, in their order.
 *
 * @param source the batches of an epoch, each in memory of its own
 * @param function what is done to each
 * @param threads how many at a time
 */
record MappedBatches(LongFunction<BatchIterator> source, UnaryOperator<Batch> function, int threads)
    implements OwnBatches {
  @Override
  public Cursor open(long epoch) {
    BatchIterator batches = source.apply(epoch);
    return new Cursor() {
      private ParallelMap<Batch, Batch> mapped;

      @Override
      public Batch next(int rows, Buffers buffers) {
        if (mapped == null) {
          mapped = new ParallelMap<>("batch", batches, function, threads);
        }
        return mapped.hasNext() ? mapped.next() : null;
      }

      @Override
      public long skip(int rows, long count) {
        // What is skipped need not be changed.
        long skipped = 0;
        while (skipped < count && batches.hasNext()) {
          batches.next();
          skipped++;
        }
        return skipped;
      }

      @Override
      public void close() {
        if (mapped != null) {
          mapped.close();
        }
        batches.close();
      }
    };
  }
}
