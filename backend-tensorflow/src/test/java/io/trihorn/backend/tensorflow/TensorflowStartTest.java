package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.StartConformance;

/** The start of a process that uses this backend. */
class TensorflowStartTest extends StartConformance {
  @Override
  protected double bytesPerParameter() {
    return 26;
  }
}
