package io.trihorn.backend.onnx;

import io.trihorn.testkit.conformance.BackendConformance;

class OnnxConformanceTest extends BackendConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
