package io.trihorn.data;

import java.util.Iterator;

/** The batches of one epoch, for one thread. */
public interface BatchIterator extends Iterator<Batch>, AutoCloseable {
  /**
   * Ends the iteration: stops the prefetch thread and closes the source. A second call does
   * nothing; {@link #hasNext} is false afterwards.
   */
  @Override
  void close();
}
