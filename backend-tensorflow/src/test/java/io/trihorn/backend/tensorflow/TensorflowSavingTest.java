package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.SavingConformance;

/** Saving on this backend. */
class TensorflowSavingTest extends SavingConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
