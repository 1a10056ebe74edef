package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.ConstantArgumentsConformance;

/** Layers called with constants as Keras saves them, on this backend. */
class TensorflowConstantArgumentsTest extends ConstantArgumentsConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
