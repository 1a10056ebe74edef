package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.CalibratedConformance;

/** GPTQ and AWQ, on this backend. */
class Dl4jCalibratedTest extends CalibratedConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
