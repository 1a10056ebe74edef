package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.ModelParallelConformance;

/** Steps of devices with parts of the weights, on this backend. */
class TensorflowModelParallelTest extends ModelParallelConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
