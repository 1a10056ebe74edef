package io.trihorn.djl;

class TensorflowBlocksTest extends BlocksConformance {
  TensorflowBlocksTest() {
    super("tensorflow");
  }
}
