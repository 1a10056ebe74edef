package io.trihorn.backend.tensorflow;

import io.trihorn.backend.Backend;
import io.trihorn.conformance.BackendConformance;

/** The conformance suite on TensorFlow. */
class TensorflowConformanceTest extends BackendConformance {
  @Override
  protected Backend backend() {
    return new TensorflowBackend();
  }
}
