package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.SubclassStepConformance;

/** Subclasses with steps of their own, on this backend. */
class TensorflowSubclassStepTest extends SubclassStepConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
