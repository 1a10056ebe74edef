package io.trihorn.data;

import java.util.stream.Stream;

/**
 * Rows of which the number is known and which can be read from any place on, such as those of a
 * file with an index.
 */
public interface RowSource {
  /** How many rows there are. */
  long count();

  /**
   * The rows from a place on; the stream is closed after use.
   *
   * @param first the number of the first row that is wanted, from 0 to {@link #count}
   */
  Stream<Sample> open(long first);
}
