package io.trihorn.djl;

class Dl4jNetworkTest extends NetworkConformance {
  Dl4jNetworkTest() {
    super("dl4j");
  }
}
