package io.trihorn.backend.tensorflow;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorType;
import org.tensorflow.internal.c_api.TF_Operation;

/**
 * One result of a TensorFlow operation.
 *
 * @param operation the operation
 * @param index which of its results
 * @param type its type; null for handles and lists
 */
record Wire(TF_Operation operation, int index, TensorType type) {
  /** Whether it is the handle of a variable, or a list. */
  boolean isHandle() {
    return type == null;
  }

  DataType dtype() {
    return type.dtype();
  }

  int rank() {
    return type.rank();
  }

  long dim(int axis) {
    return type.dim(axis);
  }

  long[] dims() {
    return type.dims();
  }
}
