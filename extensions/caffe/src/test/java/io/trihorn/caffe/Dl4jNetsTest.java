package io.trihorn.caffe;

class Dl4jNetsTest extends NetsConformance {
  Dl4jNetsTest() {
    super("dl4j");
  }
}
