package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.ProfilerConformance;

/** What a profiler tells of this backend. */
class TensorflowProfilerTest extends ProfilerConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
