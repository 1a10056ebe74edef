package io.trihorn.graph;

import ai.djl.ndarray.types.DataType;

/** A tensor's value, on the host or on a device. */
public sealed interface TensorValue permits TensorData, DeviceTensor {
  /** The type. */
  TensorType type();

  /** The element type. */
  default DataType dtype() {
    return type().dtype();
  }

  /** The elements on the host: this itself if it is there, else a copy. */
  TensorData toHost();
}
