package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.ImportConformance;

/** Models of Keras 1, 2 and 3 that others wrote, on this backend. */
class Dl4jImportTest extends ImportConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
