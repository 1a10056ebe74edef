package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.TextModelsConformance;

/** Models of texts, on this backend. */
class Dl4jTextModelsTest extends TextModelsConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
