package io.trihorn.backend.onnx;

import io.trihorn.testkit.conformance.ProfilerConformance;

/** What a profiler tells of this backend. */
class OnnxProfilerTest extends ProfilerConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
