package io.trihorn.backend.onnx;

import io.trihorn.testkit.conformance.ConstantArgumentsConformance;

/** Layers called with constants as Keras saves them, on this backend. */
class OnnxConstantArgumentsTest extends ConstantArgumentsConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
