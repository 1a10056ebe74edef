package io.trihorn.layers.preprocessing;

import io.trihorn.data.Dataset;
import io.trihorn.ndarray.HostValues;

/** A layer that learns what it needs from data, before it is used. */
public interface Adaptive {
  /**
   * Learns from the data that the layer will get, and forgets what it knew.
   *
   * @param data an array, a tensor or a list of numbers as in {@link HostValues#of}, a list of
   *     rows, or a {@link Dataset} of one input, whose targets do not matter
   * @throws IllegalStateException if the layer is used in a model already, or what it learns was
   *     given
   * @throws IllegalArgumentException if there are no data
   */
  default void adapt(Object data) {
    adaptBatches(AdaptedData.of(data));
  }

  /**
   * Learns from data in pieces, each as in {@link #adapt}.
   *
   * @param batches gone through once
   */
  void adaptBatches(Iterable<?> batches);
}
