package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.StepConformance;

/** Steps of a user's own, on this backend. */
class TensorflowStepTest extends StepConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
