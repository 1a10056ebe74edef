package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.GeneratedModelsConformance;

/** Random models that Keras wrote, on this backend. */
class TensorflowGeneratedModelsTest extends GeneratedModelsConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
