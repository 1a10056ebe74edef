package io.trihorn.backend.onnx;

import io.trihorn.testkit.conformance.SubclassStepConformance;

/** Subclasses with steps of their own, on this backend. */
class OnnxSubclassStepTest extends SubclassStepConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
