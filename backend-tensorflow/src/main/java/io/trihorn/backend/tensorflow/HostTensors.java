package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_AllocateTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorByteSize;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorData;

import io.trihorn.backend.BackendException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import org.bytedeco.javacpp.Pointer;
import org.tensorflow.internal.c_api.TF_Tensor;

/**
 * Copies between host data and TensorFlow's tensors. They are copied, not shared: a variable may
 * keep the memory of what is assigned to it, and the caller's memory is the caller's.
 */
final class HostTensors {
  private HostTensors() {}

  /** A new tensor with these elements; the caller deletes it. */
  static TF_Tensor copyOf(TensorData data) {
    TensorType type = data.type();
    long bytes = type.bytes();
    TF_Tensor tensor =
        TF_AllocateTensor(Dtypes.code(type.dtype()), type.dims(), type.rank(), bytes);
    if (tensor == null || tensor.isNull()) {
      throw new BackendException("tensorflow: no memory for a tensor " + type);
    }
    if (bytes > 0) {
      Pointer.memcpy(TF_TensorData(tensor), new Pointer(data.bytes()), bytes);
    }
    return tensor;
  }

  /** Copies a tensor's elements to the host. */
  static void copy(TF_Tensor from, TensorData to) {
    long bytes = to.type().bytes();
    if (TF_TensorByteSize(from) != bytes) {
      throw new IllegalStateException(
          to.type() + " takes " + bytes + " bytes, but got " + TF_TensorByteSize(from));
    }
    if (bytes > 0) {
      Pointer.memcpy(new Pointer(to.bytes()), TF_TensorData(from), bytes);
    }
  }
}
