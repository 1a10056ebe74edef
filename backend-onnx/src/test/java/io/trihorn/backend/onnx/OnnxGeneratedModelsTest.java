package io.trihorn.backend.onnx;

import io.trihorn.testkit.conformance.GeneratedModelsConformance;

/** Random models that Keras wrote, on this backend. */
class OnnxGeneratedModelsTest extends GeneratedModelsConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
