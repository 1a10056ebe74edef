package io.trihorn.layers.preprocessing;

import io.trihorn.graph.TensorData;
import java.util.List;

/** A layer that learns what it needs from data, before it is used. */
public interface Adaptive {
  /**
   * Learns from batches of the data that the layer will get, and forgets what it knew.
   *
   * @throws IllegalStateException if the layer is used in a model already
   */
  void adapt(Iterable<TensorData> batches);

  /** Learns from data in one piece; see {@link #adapt(Iterable)}. */
  default void adapt(TensorData data) {
    adapt(List.of(data));
  }
}
