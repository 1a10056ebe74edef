package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.NestedModelsConformance;

/** Models in models as Keras saves them, on this backend. */
class Dl4jNestedModelsTest extends NestedModelsConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
