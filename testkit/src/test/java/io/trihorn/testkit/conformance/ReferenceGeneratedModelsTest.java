package io.trihorn.testkit.conformance;

/** Random models that Keras wrote, on the reference interpreter. */
class ReferenceGeneratedModelsTest extends GeneratedModelsConformance {
  @Override
  protected String backend() {
    return "reference";
  }
}
