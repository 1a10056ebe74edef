package io.trihorn.data;

import java.util.Optional;
import java.util.OptionalLong;

/** Where a dataset's rows come from. Immutable; each reading is a cursor of its own. */
interface Rows {
  /** The number of rows, where it is known before they are read. */
  OptionalLong count();

  /** The first n of these rows, or all if there are fewer. */
  Rows take(long n);

  /** These rows without the first n. */
  Rows skip(long n);

  /** These rows in another order in each epoch. */
  Rows shuffle(long seed);

  /** These rows with scaled inputs. */
  Rows scaleInputs(Column.Scale scale);

  /** These rows one after another, where they are made so; they may then differ in their shapes. */
  default Optional<SampleSource> samples() {
    return Optional.empty();
  }

  /** Whether they come in batches of sizes of their own. */
  default boolean hasOwnBatches() {
    return false;
  }

  /** These rows without last batches that are not full; for rows with batches of their own. */
  default Rows dropRemainder() {
    return this;
  }

  /** A reading of the rows in an epoch's order. */
  Cursor open(long epoch);

  /** One reading of the rows, on one thread. */
  interface Cursor extends AutoCloseable {
    /** The next rows, at most so many, in these buffers; null at the end. */
    Batch next(int rows, Buffers buffers);

    /**
     * Goes past batches.
     *
     * @param rows how many rows a batch has at most
     * @param count how many batches to go past
     * @return how many there were, fewer only at the end
     */
    default long skip(int rows, long count) {
      Buffers unused = Buffers.reused(true);
      long skipped = 0;
      while (skipped < count && next(rows, unused) != null) {
        skipped++;
      }
      return skipped;
    }

    /** Where a row of the last batch stands in the data; -1 where that is not known. */
    default long place(long row) {
      return -1;
    }

    @Override
    void close();
  }
}
