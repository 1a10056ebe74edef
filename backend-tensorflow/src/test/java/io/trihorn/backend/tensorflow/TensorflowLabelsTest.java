package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.LabelsConformance;

/** Labels that do not count, on this backend. */
class TensorflowLabelsTest extends LabelsConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
