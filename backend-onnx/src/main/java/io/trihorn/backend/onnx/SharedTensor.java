package io.trihorn.backend.onnx;

import ai.onnxruntime.OnnxTensor;

/** A tensor that a variable has together with who was given its value; the last one closes it. */
final class SharedTensor {
  private final OnnxTensor tensor;
  private int users;
  private boolean left;

  /** A variable's tensor, which nobody else has yet. */
  SharedTensor(OnnxTensor tensor) {
    this.tensor = tensor;
  }

  /** The tensor for one more. */
  synchronized OnnxTensorMemory lend() {
    users++;
    return new OnnxTensorMemory(tensor, this);
  }

  /** Says that one has it no more. */
  synchronized void leave() {
    users--;
    closeIfLast();
  }

  /**
   * Has the variable leave it to the others.
   *
   * @return whether there are others; else it stays the variable's alone
   */
  synchronized boolean leaveToOthers() {
    left = users > 0;
    return left;
  }

  private void closeIfLast() {
    if (left && users == 0) {
      tensor.close();
    }
  }
}
