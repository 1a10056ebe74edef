package io.trihorn.backend.dl4j;

import io.trihorn.testkit.arrays.ArraysConformance;

/** Arrays that compute, on this backend. */
class Dl4jArraysTest extends ArraysConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
