package io.trihorn.backend.onnx;

import io.trihorn.backend.Backend;
import io.trihorn.testkit.conformance.GoldenConformance;

/** Keras's reference data at every level of optimization, as {@link OnnxLevelsTest}. */
class OnnxLevelsGoldensTest extends GoldenConformance {
  private static final int PART = 16;

  @Override
  protected String backend() {
    return "onnx";
  }

  @Override
  protected Backend engine() {
    return new LevelsBackend();
  }

  @Override
  protected boolean chosen(String path) {
    return super.chosen(path) && (path.startsWith("models/") || OnnxLevelsTest.taken(path, PART));
  }
}
