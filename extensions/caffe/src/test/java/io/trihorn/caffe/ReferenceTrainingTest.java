package io.trihorn.caffe;

class ReferenceTrainingTest extends TrainingConformance {
  ReferenceTrainingTest() {
    super("reference");
  }
}
