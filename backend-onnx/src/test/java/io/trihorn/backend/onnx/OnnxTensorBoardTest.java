package io.trihorn.backend.onnx;

import io.trihorn.testkit.conformance.TensorBoardConformance;

class OnnxTensorBoardTest extends TensorBoardConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
