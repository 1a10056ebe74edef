package io.trihorn.caffe;

class TensorflowNetsTest extends NetsConformance {
  TensorflowNetsTest() {
    super("tensorflow");
  }
}
