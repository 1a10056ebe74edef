package io.trihorn.backend;

import io.trihorn.graph.TensorData;

/**
 * The elements of one tensor as an engine holds them. A backend implements it; {@link EngineTensor}
 * sees to it that nothing is asked of freed memory. Must not refer to the {@link EngineTensor}
 * around it.
 */
public interface DeviceMemory {
  /** Writes the elements into a place of the tensor's type on the host. */
  void copyTo(TensorData place);

  /** Whether memory of the engine is free again when this is, as far as is known now. */
  default boolean isOwn() {
    return true;
  }

  /** Frees it. Called once, and nothing is called after it. */
  void free();
}
