package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.GeneratedModelsConformance;

/** Random models that Keras wrote, on this backend. */
class Dl4jGeneratedModelsTest extends GeneratedModelsConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
