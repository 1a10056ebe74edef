package io.trihorn.backend.onnx;

import io.trihorn.testkit.conformance.PreprocessingConformance;

/** Preprocessing in datasets and in models, on this backend. */
class OnnxPreprocessingTest extends PreprocessingConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
