package io.trihorn.testkit.conformance;

/** Models that share layers, on the reference interpreter. */
class ReferenceSharingTest extends SharingConformance {
  @Override
  protected String backend() {
    return "reference";
  }
}
