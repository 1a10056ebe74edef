package io.trihorn.backend.dl4j;

import io.trihorn.testkit.conformance.ModelParallelConformance;

/** Steps of devices with parts of the weights, on this backend. */
class Dl4jModelParallelTest extends ModelParallelConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
