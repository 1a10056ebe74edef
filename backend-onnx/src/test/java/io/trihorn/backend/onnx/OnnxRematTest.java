package io.trihorn.backend.onnx;

import io.trihorn.testkit.conformance.RematConformance;

class OnnxRematTest extends RematConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
