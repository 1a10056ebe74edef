package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.GoldenConformance;

/** Keras's reference data on this backend. */
class TensorflowGoldensTest extends GoldenConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
