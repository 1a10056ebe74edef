package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.GoldenConformance;

/** Keras's reference data on this backend. */
class Dl4jGoldensTest extends GoldenConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
