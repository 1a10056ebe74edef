package io.trihorn.testkit.conformance;

class ReferenceTensorBoardTest extends TensorBoardConformance {
  @Override
  protected String backend() {
    return "reference";
  }
}
