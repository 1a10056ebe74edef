package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.RematConformance;

class TensorflowRematTest extends RematConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
