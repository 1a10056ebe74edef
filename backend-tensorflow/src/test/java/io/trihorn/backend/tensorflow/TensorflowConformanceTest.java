package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.BackendConformance;

/** The conformance suite on TensorFlow. */
class TensorflowConformanceTest extends BackendConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
