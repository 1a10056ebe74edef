package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.BackendConformance;

/** That no step writes outside of its arrays in the common suite. */
class GuardedConformanceTest extends BackendConformance {
  @Override
  protected String backend() {
    return "dl4j-guarded";
  }
}
