package io.trihorn.djl;

class Dl4jTranslatorsTest extends TranslatorsConformance {
  Dl4jTranslatorsTest() {
    super("dl4j");
  }
}
