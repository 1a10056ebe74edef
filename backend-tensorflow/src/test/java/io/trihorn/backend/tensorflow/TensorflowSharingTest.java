package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.SharingConformance;

/** Models that share layers, on this backend. */
class TensorflowSharingTest extends SharingConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
