package io.trihorn.testkit.conformance;

/** Steps of devices with parts of the weights, on the interpreter. */
class ReferenceModelParallelTest extends ModelParallelConformance {
  @Override
  protected String backend() {
    return "reference";
  }
}
