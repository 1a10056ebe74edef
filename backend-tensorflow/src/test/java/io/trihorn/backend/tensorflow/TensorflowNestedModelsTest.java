package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.NestedModelsConformance;

/** Models in models as Keras saves them, on this backend. */
class TensorflowNestedModelsTest extends NestedModelsConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
