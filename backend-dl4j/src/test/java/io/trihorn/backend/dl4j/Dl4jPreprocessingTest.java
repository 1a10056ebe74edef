package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.PreprocessingConformance;

/** Preprocessing in datasets and in models, on this backend. */
class Dl4jPreprocessingTest extends PreprocessingConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
