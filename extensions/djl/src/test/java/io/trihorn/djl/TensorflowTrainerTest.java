package io.trihorn.djl;

class TensorflowTrainerTest extends TrainerConformance {
  TensorflowTrainerTest() {
    super("tensorflow");
  }
}
