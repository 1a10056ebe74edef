package io.trihorn.testkit.arrays;

/** Arrays on the interpreter. */
class ReferenceArraysTest extends ArraysConformance {
  @Override
  protected String backend() {
    return "reference";
  }
}
