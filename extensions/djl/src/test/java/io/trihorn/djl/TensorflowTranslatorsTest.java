package io.trihorn.djl;

class TensorflowTranslatorsTest extends TranslatorsConformance {
  TensorflowTranslatorsTest() {
    super("tensorflow");
  }
}
