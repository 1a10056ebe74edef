package io.trihorn.caffe;

class TensorflowTrainingTest extends TrainingConformance {
  TensorflowTrainingTest() {
    super("tensorflow");
  }
}
