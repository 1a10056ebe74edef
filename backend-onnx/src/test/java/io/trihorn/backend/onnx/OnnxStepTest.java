package io.trihorn.backend.onnx;

import io.trihorn.testkit.conformance.StepConformance;

/** Steps of a user's own, on this backend. */
class OnnxStepTest extends StepConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
