package io.trihorn.testkit.conformance;

/** Labels that do not count, on the interpreter. */
class ReferenceLabelsTest extends LabelsConformance {
  @Override
  protected String backend() {
    return "reference";
  }
}
