package io.trihorn.djl;

class Dl4jBlocksTest extends BlocksConformance {
  Dl4jBlocksTest() {
    super("dl4j");
  }
}
