package io.trihorn.backend.onnx;

import io.trihorn.testkit.conformance.ModelParallelConformance;

/** Steps of devices with parts of the weights, on this backend. */
class OnnxModelParallelTest extends ModelParallelConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
