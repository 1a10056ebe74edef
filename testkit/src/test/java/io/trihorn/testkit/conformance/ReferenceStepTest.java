package io.trihorn.testkit.conformance;

/** Steps of a user's own, on the reference interpreter. */
class ReferenceStepTest extends StepConformance {
  @Override
  protected String backend() {
    return "reference";
  }
}
