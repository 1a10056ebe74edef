package io.trihorn.testkit.conformance;

/** Models of Keras 1, 2 and 3 that others wrote, on this backend. */
class ReferenceImportTest extends ImportConformance {
  @Override
  protected String backend() {
    return "reference";
  }
}
