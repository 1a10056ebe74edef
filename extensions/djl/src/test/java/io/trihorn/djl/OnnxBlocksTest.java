package io.trihorn.djl;

class OnnxBlocksTest extends BlocksConformance {
  OnnxBlocksTest() {
    super("onnx");
  }
}
