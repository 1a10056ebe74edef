package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.arrays.ArraysConformance;

/** Arrays that compute, on this backend. */
class TensorflowArraysTest extends ArraysConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
