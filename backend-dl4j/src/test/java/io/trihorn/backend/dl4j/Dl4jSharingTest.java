package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.SharingConformance;

/** Models that share layers, on this backend. */
class Dl4jSharingTest extends SharingConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
