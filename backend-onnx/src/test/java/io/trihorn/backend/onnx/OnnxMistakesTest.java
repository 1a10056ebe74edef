package io.trihorn.backend.onnx;

import io.trihorn.testkit.mistakes.MistakesConformance;

/** What mistakes are answered with, on this backend. */
class OnnxMistakesTest extends MistakesConformance {
  @Override
  protected String backend() {
    return "onnx";
  }
}
