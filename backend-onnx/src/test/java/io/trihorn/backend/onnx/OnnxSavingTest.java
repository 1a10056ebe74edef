package io.trihorn.backend.onnx;

import io.trihorn.testkit.conformance.SavingConformance;

/** Saving on this backend. */
class OnnxSavingTest extends SavingConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
