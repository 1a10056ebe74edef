package io.trihorn.backend.onnx;

import io.trihorn.conformance.BackendConformance;

class OnnxConformanceTest extends BackendConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
