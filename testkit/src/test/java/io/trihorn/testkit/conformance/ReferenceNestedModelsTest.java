package io.trihorn.testkit.conformance;

/** Models in models as Keras saves them, on the reference interpreter. */
class ReferenceNestedModelsTest extends NestedModelsConformance {
  @Override
  protected String backend() {
    return "reference";
  }
}
