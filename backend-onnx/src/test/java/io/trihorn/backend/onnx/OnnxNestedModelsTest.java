package io.trihorn.backend.onnx;

import io.trihorn.testkit.conformance.NestedModelsConformance;

/** Models in models as Keras saves them, on this backend. */
class OnnxNestedModelsTest extends NestedModelsConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
