package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.TextModelsConformance;

/** Models of texts, on this backend. */
class TensorflowTextModelsTest extends TextModelsConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
