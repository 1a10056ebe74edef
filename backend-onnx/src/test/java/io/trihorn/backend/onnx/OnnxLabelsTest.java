package io.trihorn.backend.onnx;

import io.trihorn.testkit.conformance.LabelsConformance;

/** Labels that do not count, on this backend. */
class OnnxLabelsTest extends LabelsConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
