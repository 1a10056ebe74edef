package io.trihorn.testkit.conformance;

/** What a profiler tells of this backend. */
class ReferenceProfilerTest extends ProfilerConformance {
  @Override
  protected String backend() {
    return "reference";
  }
}
