package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.DefineByRunConformance;

/** A network whose depth its values decide, on this backend. */
class TensorflowDefineByRunTest extends DefineByRunConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
