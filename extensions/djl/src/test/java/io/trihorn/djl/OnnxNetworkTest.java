package io.trihorn.djl;

class OnnxNetworkTest extends NetworkConformance {
  OnnxNetworkTest() {
    super("onnx");
  }
}
