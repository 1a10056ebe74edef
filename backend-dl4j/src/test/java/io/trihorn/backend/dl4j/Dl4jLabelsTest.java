package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.LabelsConformance;

/** Labels that do not count, on this backend. */
class Dl4jLabelsTest extends LabelsConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
