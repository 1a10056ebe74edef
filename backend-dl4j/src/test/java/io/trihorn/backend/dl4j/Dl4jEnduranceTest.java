package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.EnduranceConformance;

/** Load and memory, on this backend. */
class Dl4jEnduranceTest extends EnduranceConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
