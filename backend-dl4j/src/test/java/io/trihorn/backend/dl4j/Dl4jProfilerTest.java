package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.ProfilerConformance;

/** What a profiler tells of this backend. */
class Dl4jProfilerTest extends ProfilerConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
