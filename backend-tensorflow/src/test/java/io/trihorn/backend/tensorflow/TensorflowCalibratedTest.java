package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.CalibratedConformance;

/** GPTQ and AWQ, on this backend. */
class TensorflowCalibratedTest extends CalibratedConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
