package io.trihorn.data;

import java.util.Iterator;

/** The batches of one epoch, for one thread. */
public interface BatchIterator extends Iterator<Batch>, AutoCloseable {
  /**
   * Keeps more of the last batches valid from now on, and reads as many more ahead; see {@link
   * Dataset#hold}. It does nothing where nothing is read ahead.
   *
   * @param batches how many, with the one read last; fewer than now changes nothing
   */
  default void hold(int batches) {}

  /**
   * Ends the iteration: stops the prefetch thread and closes the source. A second call does
   * nothing; {@link #hasNext} is false afterwards.
   */
  @Override
  void close();
}
