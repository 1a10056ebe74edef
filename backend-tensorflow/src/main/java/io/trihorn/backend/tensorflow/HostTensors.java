package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_AllocateTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorByteSize;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorData;

import io.trihorn.backend.BackendException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.tensorflow.internal.c_api.TF_Tensor;

/**
 * Copies between host data and TensorFlow's tensors. They are copied, not shared: a variable may
 * keep the memory of what is assigned to it, and the caller's memory is the caller's.
 */
final class HostTensors {
  private HostTensors() {}

  /** A new tensor with the elements of a value, to be freed. */
  static NativeTensor ownedCopyOf(TensorValue value) {
    return ownedCopyOf(value, HostTensors::allocate);
  }

  /** A new tensor in given memory with the elements of a value, to be freed. */
  static NativeTensor ownedCopyOf(TensorValue value, TensorMemory memory) {
    TF_Tensor handle = NativeTensor.handle(value);
    if (handle == null) {
      return new NativeTensor(copyOf(value.toHost(), memory));
    }
    TF_Tensor copy = memory.allocate(value.type());
    if (value.type().bytes() > 0) {
      Pointer.memcpy(TF_TensorData(copy), TF_TensorData(handle), value.type().bytes());
    }
    return new NativeTensor(copy);
  }

  /** A new tensor that is written here, to be freed. */
  static NativeTensor written(TensorType type, Consumer<TensorData> writer) {
    NativeTensor tensor = new NativeTensor(allocate(type));
    try {
      ByteBuffer bytes =
          type.size() == 0
              ? ByteBuffer.allocateDirect(0)
              : new BytePointer(TF_TensorData(tensor.handle()))
                  .capacity(type.bytes())
                  .asByteBuffer();
      writer.accept(TensorData.wrap(type, bytes.order(ByteOrder.nativeOrder())));
      return tensor;
    } catch (RuntimeException | Error e) {
      tensor.free();
      throw e;
    }
  }

  /** A new tensor with these elements; the caller deletes it. */
  static TF_Tensor copyOf(TensorData data) {
    return copyOf(data, HostTensors::allocate);
  }

  /** A new tensor in given memory with these elements; the caller deletes it. */
  static TF_Tensor copyOf(TensorData data, TensorMemory memory) {
    TF_Tensor tensor = memory.allocate(data.type());
    if (data.size() > 0) {
      Pointer.memcpy(TF_TensorData(tensor), new Pointer(data.bytes()), data.type().bytes());
    }
    return tensor;
  }

  /** A new tensor in TensorFlow's memory; the caller deletes it. */
  static TF_Tensor allocate(TensorType type) {
    TF_Tensor tensor =
        TF_AllocateTensor(Dtypes.code(type.dtype()), type.dims(), type.rank(), type.bytes());
    if (tensor == null || tensor.isNull()) {
      throw new BackendException("tensorflow: no memory for a tensor " + type);
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
