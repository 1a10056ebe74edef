package io.trihorn.backend.reference;

import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.EngineTensor;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;

/** An array as a tensor of this backend's. */
record ArrayMemory(Array array) implements DeviceMemory {
  /** The elements of a value; not copied if they are an array already. */
  static Array array(TensorValue value) {
    return value instanceof EngineTensor tensor && tensor.memory() instanceof ArrayMemory memory
        ? memory.array
        : Array.from(value.toHost());
  }

  @Override
  public void copyTo(TensorData place) {
    array.copyTo(place);
  }

  @Override
  public void free() {
    // The garbage collector does it.
  }
}
