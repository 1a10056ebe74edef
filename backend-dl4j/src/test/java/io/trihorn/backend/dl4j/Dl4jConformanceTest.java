package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.BackendConformance;

/** The common suite on this backend. */
class Dl4jConformanceTest extends BackendConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
