package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.StartConformance;

/** The start of a process that uses this backend. */
class Dl4jStartTest extends StartConformance {
  @Override
  protected double bytesPerParameter() {
    return 30;
  }
}
