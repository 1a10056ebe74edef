package io.trihorn.data;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;

/** The memory of a batch, which may be that of an earlier one. */
@FunctionalInterface
public interface BatchMemory {
  /**
   * A tensor to overwrite.
   *
   * @param place a number of its own for each tensor of a batch
   */
  TensorData get(int place, TensorType type);
}
