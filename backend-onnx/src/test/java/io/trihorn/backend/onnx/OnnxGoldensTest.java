package io.trihorn.backend.onnx;

import io.trihorn.testkit.conformance.GoldenConformance;

/** Keras's reference data on this backend. */
class OnnxGoldensTest extends GoldenConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
