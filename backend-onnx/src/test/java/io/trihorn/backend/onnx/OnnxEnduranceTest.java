package io.trihorn.backend.onnx;

import io.trihorn.testkit.conformance.EnduranceConformance;

/** Load and memory, on this backend. */
class OnnxEnduranceTest extends EnduranceConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
