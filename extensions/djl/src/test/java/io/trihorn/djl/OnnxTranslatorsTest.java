package io.trihorn.djl;

class OnnxTranslatorsTest extends TranslatorsConformance {
  OnnxTranslatorsTest() {
    super("onnx");
  }
}
