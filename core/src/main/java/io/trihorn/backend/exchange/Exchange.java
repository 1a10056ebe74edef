package io.trihorn.backend.exchange;

import java.util.List;
import java.util.function.Function;

/**
 * A worker's way to the others. All call {@link #reduce} equally often, each for its own part.
 *
 * @param <T> what they exchange
 */
public interface Exchange<T> {
  /** How many workers there are. */
  int workers();

  /**
   * Gives this worker's part, waits for the others', and gets what they are together.
   *
   * @param own what this worker has
   * @param one makes one of all, in the order of the workers; only the first worker's is called
   * @return what that gave, the same for all
   */
  T reduce(T own, Function<List<T>, T> one);
}
