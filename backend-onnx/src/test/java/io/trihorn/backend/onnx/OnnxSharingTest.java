package io.trihorn.backend.onnx;

import io.trihorn.testkit.conformance.SharingConformance;

/** Models that share layers, on this backend. */
class OnnxSharingTest extends SharingConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
