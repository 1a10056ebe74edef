package io.trihorn.backend.onnx;

import io.trihorn.testkit.conformance.DefineByRunConformance;

/** A network whose depth its values decide, on this backend. */
class OnnxDefineByRunTest extends DefineByRunConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
