package io.trihorn.caffe;

class OnnxTrainingTest extends TrainingConformance {
  OnnxTrainingTest() {
    super("onnx");
  }
}
