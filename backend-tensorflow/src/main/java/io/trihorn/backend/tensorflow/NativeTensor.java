package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteTensor;

import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.EngineTensor;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import org.tensorflow.internal.c_api.TF_Tensor;

/**
 * A tensor of TensorFlow's as a tensor of this backend's. Runs that are fed it use its memory
 * without a copy: TensorFlow counts who has it and never writes to what others have.
 */
record NativeTensor(TF_Tensor handle) implements DeviceMemory {
  /** The tensor of a value that is one of these, else null. */
  static TF_Tensor handle(TensorValue value) {
    return value instanceof EngineTensor tensor && tensor.memory() instanceof NativeTensor ours
        ? ours.handle
        : null;
  }

  @Override
  public void copyTo(TensorData place) {
    HostTensors.copy(handle, place);
  }

  @Override
  public void free() {
    TF_DeleteTensor(handle);
  }
}
