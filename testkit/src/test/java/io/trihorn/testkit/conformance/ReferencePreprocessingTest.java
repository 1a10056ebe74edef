package io.trihorn.testkit.conformance;

/** Preprocessing in datasets and in models, on the interpreter. */
class ReferencePreprocessingTest extends PreprocessingConformance {
  @Override
  protected String backend() {
    return "reference";
  }
}
