package io.trihorn.backend.onnx;

import io.trihorn.testkit.conformance.CalibratedConformance;

/** GPTQ and AWQ, on this backend. */
class OnnxCalibratedTest extends CalibratedConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
