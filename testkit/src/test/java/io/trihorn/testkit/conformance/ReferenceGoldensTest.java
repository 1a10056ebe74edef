package io.trihorn.testkit.conformance;

/** Keras's reference data on the reference interpreter. */
class ReferenceGoldensTest extends GoldenConformance {
  @Override
  protected String backend() {
    return "reference";
  }
}
