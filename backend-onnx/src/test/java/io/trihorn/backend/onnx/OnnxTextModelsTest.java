package io.trihorn.backend.onnx;

import io.trihorn.testkit.conformance.TextModelsConformance;

/** Models of texts, on this backend. */
class OnnxTextModelsTest extends TextModelsConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
