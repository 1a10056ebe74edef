package io.trihorn.testkit.conformance;

/** Subclasses with steps of their own, on this backend. */
class ReferenceSubclassStepTest extends SubclassStepConformance {
  @Override
  protected String backend() {
    return "reference";
  }
}
