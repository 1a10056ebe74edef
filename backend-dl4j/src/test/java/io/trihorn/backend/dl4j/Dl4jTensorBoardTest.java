package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.TensorBoardConformance;

class Dl4jTensorBoardTest extends TensorBoardConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
