package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.SavingConformance;

/** Saving on this backend. */
class Dl4jSavingTest extends SavingConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
