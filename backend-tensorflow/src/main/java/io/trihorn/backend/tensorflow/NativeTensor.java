package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteTensor;

import io.trihorn.graph.TensorData;
import java.lang.ref.Cleaner;
import org.tensorflow.internal.c_api.TF_Tensor;

/** A tensor of TensorFlow's that goes when it is closed, or when nobody has it any more. */
final class NativeTensor implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final TF_Tensor handle;
  private final Cleaner.Cleanable cleanable;

  /** Takes over a tensor. */
  NativeTensor(TF_Tensor handle) {
    this.handle = handle;
    this.cleanable = CLEANER.register(this, () -> TF_DeleteTensor(handle));
  }

  /** A new tensor with these elements. */
  static NativeTensor copyOf(TensorData data) {
    return new NativeTensor(HostTensors.copyOf(data));
  }

  /** The tensor, valid until this is closed. */
  TF_Tensor handle() {
    return handle;
  }

  @Override
  public void close() {
    cleanable.clean();
  }
}
