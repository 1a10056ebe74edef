package io.trihorn.djl;

class OnnxTrainerTest extends TrainerConformance {
  OnnxTrainerTest() {
    super("onnx");
  }
}
