package io.trihorn.backend.tensorflow;

import ai.djl.Device;
import io.trihorn.graph.TensorType;
import org.tensorflow.internal.c_api.TF_Tensor;

/** Where tensors are made that sessions are fed. */
@FunctionalInterface
interface TensorMemory {
  /** A new tensor, to be overwritten; the caller deletes it. */
  TF_Tensor allocate(TensorType type);

  /** For sessions on a device: page-locked for cards, if there is such memory. */
  static TensorMemory of(Device device) {
    return device.isGpu() ? PageLockedTensors.of(device.getDeviceId()) : HostTensors::allocate;
  }
}
