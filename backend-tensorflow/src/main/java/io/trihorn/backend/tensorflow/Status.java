package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteStatus;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GetCode;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_Message;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewStatus;

import io.trihorn.backend.BackendException;
import org.tensorflow.internal.c_api.TF_Status;

/** Where TensorFlow says whether a call failed. For one thread at a time. */
final class Status implements AutoCloseable {
  private final TF_Status handle = TF_NewStatus();

  TF_Status handle() {
    return handle;
  }

  /**
   * Does nothing if the last call went well.
   *
   * @param doing what was being done, for the message
   * @throws BackendException if it failed
   */
  void check(String doing) {
    if (TF_GetCode(handle) != 0) {
      throw new BackendException(
          "tensorflow: " + doing + " failed: " + TF_Message(handle).getString());
    }
  }

  @Override
  public void close() {
    TF_DeleteStatus(handle);
  }
}
