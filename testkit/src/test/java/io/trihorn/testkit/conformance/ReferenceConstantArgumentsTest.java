package io.trihorn.testkit.conformance;

/** Layers called with constants as Keras saves them, on the reference interpreter. */
class ReferenceConstantArgumentsTest extends ConstantArgumentsConformance {
  @Override
  protected String backend() {
    return "reference";
  }
}
