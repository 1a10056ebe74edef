package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.ConstantArgumentsConformance;

/** Layers called with constants as Keras saves them, on this backend. */
class Dl4jConstantArgumentsTest extends ConstantArgumentsConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
