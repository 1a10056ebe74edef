package io.trihorn.testkit.conformance;

/** Saving on the reference interpreter. */
class ReferenceSavingTest extends SavingConformance {
  @Override
  protected String backend() {
    return "reference";
  }
}
