package io.trihorn.gpu.tensorflow;

import io.trihorn.testkit.conformance.BackendConformance;

/** Where there is no card, the build for cards gives the conformance suite's numbers as well. */
class OnProcessorTest extends BackendConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
