package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.conformance.TensorBoardConformance;

class TensorflowTensorBoardTest extends TensorBoardConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
