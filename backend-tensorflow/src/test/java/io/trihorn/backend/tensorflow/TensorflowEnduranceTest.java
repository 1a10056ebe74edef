package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.EnduranceConformance;

/** Load and memory, on this backend. */
class TensorflowEnduranceTest extends EnduranceConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
