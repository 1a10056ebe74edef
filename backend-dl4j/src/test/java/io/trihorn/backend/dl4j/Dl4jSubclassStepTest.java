package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.SubclassStepConformance;

/** Subclasses with steps of their own, on this backend. */
class Dl4jSubclassStepTest extends SubclassStepConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
