package io.trihorn.caffe;

class Dl4jTrainingTest extends TrainingConformance {
  Dl4jTrainingTest() {
    super("dl4j");
  }
}
