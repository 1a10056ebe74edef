package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.PreprocessingConformance;

/** Preprocessing in datasets and in models, on this backend. */
class TensorflowPreprocessingTest extends PreprocessingConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
