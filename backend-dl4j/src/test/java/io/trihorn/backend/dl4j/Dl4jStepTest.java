package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.StepConformance;

/** Steps of a user's own, on this backend. */
class Dl4jStepTest extends StepConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
