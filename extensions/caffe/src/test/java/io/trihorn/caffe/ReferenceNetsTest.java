package io.trihorn.caffe;

class ReferenceNetsTest extends NetsConformance {
  ReferenceNetsTest() {
    super("reference");
  }
}
