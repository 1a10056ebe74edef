package io.trihorn.backend.onnx;

import io.trihorn.testkit.arrays.ArraysConformance;

/** Arrays that compute, on this backend. */
class OnnxArraysTest extends ArraysConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
