package io.trihorn.djl;

class Dl4jTrainerTest extends TrainerConformance {
  Dl4jTrainerTest() {
    super("dl4j");
  }
}
