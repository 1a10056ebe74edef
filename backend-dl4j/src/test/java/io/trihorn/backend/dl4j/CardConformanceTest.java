package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.BackendConformance;

/** The common suite by ops of libnd4j alone, as on cards. */
class CardConformanceTest extends BackendConformance {
  @Override
  protected String backend() {
    return "dl4j-card";
  }
}
