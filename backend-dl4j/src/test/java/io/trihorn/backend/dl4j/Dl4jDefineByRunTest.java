package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.DefineByRunConformance;

/** A network whose depth its values decide, on this backend. */
class Dl4jDefineByRunTest extends DefineByRunConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
