package io.trihorn.testkit.mistakes;

/** What mistakes are answered with, on the reference interpreter. */
class ReferenceMistakesTest extends MistakesConformance {
  @Override
  protected String backend() {
    return "reference";
  }
}
