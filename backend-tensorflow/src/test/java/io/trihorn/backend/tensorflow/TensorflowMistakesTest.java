package io.trihorn.backend.tensorflow;

import io.trihorn.testkit.mistakes.MistakesConformance;

/** What mistakes are answered with, on this backend. */
class TensorflowMistakesTest extends MistakesConformance {
  @Override
  protected String backend() {
    return "tensorflow";
  }
}
