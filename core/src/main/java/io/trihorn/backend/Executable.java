package io.trihorn.backend;

import io.trihorn.graph.TensorData;
import java.util.List;

/**
 * A compiled program. {@link #run} may be called from many threads; runs that assign variables
 * happen one after another.
 */
public interface Executable extends AutoCloseable {
  /**
   * Runs once, reading and assigning the store's variables.
   *
   * @param feeds a value for each parameter of the graph, of its type; not changed, and not
   *     referred to after the call
   * @param fetches a place for each output of the graph, of its type, overwritten; null where the
   *     output is not wanted
   * @throws BackendException if the engine fails
   * @throws IllegalStateException after close
   */
  void run(List<TensorData> feeds, List<TensorData> fetches);

  /** Frees the program; the store stays. A second call does nothing. */
  @Override
  void close();
}
