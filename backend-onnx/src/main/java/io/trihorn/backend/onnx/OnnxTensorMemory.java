package io.trihorn.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.EngineTensor;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;

/**
 * A tensor of the engine's as a tensor of this backend's.
 *
 * @param tensor the tensor, or null if it would have no elements
 * @param shared what it is shared by with a variable, or null
 */
record OnnxTensorMemory(OnnxTensor tensor, SharedTensor shared) implements DeviceMemory {
  /** One that nobody else has. */
  OnnxTensorMemory(OnnxTensor tensor) {
    this(tensor, null);
  }

  /** A copy of the host's data. */
  static OnnxTensorMemory copyOf(TensorData data) {
    return new OnnxTensorMemory(data.size() == 0 ? null : OnnxMemory.copyOf(data));
  }

  /** The tensor of a value that is one of these, else null. */
  static OnnxTensor of(TensorValue value) {
    return value instanceof EngineTensor engine && engine.memory() instanceof OnnxTensorMemory ours
        ? ours.tensor
        : null;
  }

  @Override
  public void copyTo(TensorData place) {
    if (tensor != null) {
      OnnxMemory.copy(tensor, place);
    }
  }

  @Override
  public boolean isOwn() {
    return shared == null;
  }

  @Override
  public void free() {
    if (shared != null) {
      shared.leave();
    } else if (tensor != null) {
      tensor.close();
    }
  }
}
