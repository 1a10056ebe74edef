package io.trihorn.testkit.conformance;

/** Models of texts, on the reference interpreter. */
class ReferenceTextModelsTest extends TextModelsConformance {
  @Override
  protected String backend() {
    return "reference";
  }
}
