package io.trihorn.backend.dl4j;

import io.trihorn.testkit.mistakes.MistakesConformance;

/** What mistakes are answered with, on this backend. */
class Dl4jMistakesTest extends MistakesConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }
}
