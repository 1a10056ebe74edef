package io.trihorn.conformance;

/** Saving on the reference interpreter. */
class ReferenceSavingTest extends SavingConformance {
  @Override
  protected String backend() {
    return "reference";
  }
}
