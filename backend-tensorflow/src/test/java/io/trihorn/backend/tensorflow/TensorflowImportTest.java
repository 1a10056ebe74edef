package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.ImportConformance;

/** Models of Keras 1, 2 and 3 that others wrote, on this backend. */
class TensorflowImportTest extends ImportConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
