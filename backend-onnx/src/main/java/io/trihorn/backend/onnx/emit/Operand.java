package io.trihorn.backend.onnx.emit;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorType;

/**
 * A value in an ONNX graph.
 *
 * @param name its name, unique in the whole model
 * @param type its type
 * @param depth how many loop bodies enclose the place where it is made; 0 in the main graph
 */
record Operand(String name, TensorType type, int depth) {
  /** In place of an optional operand. */
  static Operand absent() {
    return new Operand("", TensorType.of(DataType.FLOAT32, 0), 0);
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
