package io.trihorn.caffe;

class OnnxNetsTest extends NetsConformance {
  OnnxNetsTest() {
    super("onnx");
  }
}
