package io.trihorn.backend;

import io.trihorn.graph.TensorData;

/** What backends hold that keep nothing on a device: the host's memory, never written to again. */
record HostMemory(TensorData data) implements DeviceMemory {
  @Override
  public void copyTo(TensorData place) {
    place.copyFrom(data);
  }

  @Override
  public boolean isOwn() {
    return false;
  }

  @Override
  public void free() {
    // The garbage collector does it.
  }
}
