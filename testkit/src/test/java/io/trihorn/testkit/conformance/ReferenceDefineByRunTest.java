package io.trihorn.testkit.conformance;

/** A network whose depth its values decide, on this backend. */
class ReferenceDefineByRunTest extends DefineByRunConformance {
  @Override
  protected String backend() {
    return "reference";
  }
}
