package io.trihorn.testkit.conformance;

import io.trihorn.testkit.importcases.CaseArchive;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models that {@code testkit/src/test/python/generated_models} drew at random and real Keras 3.15
 * wrote, with what it predicts and what training them logs, each with the recipe that it is made
 * from: the kinds that were once read wrongly or refused, and some that cover what the others do
 * not.
 */
public abstract class GeneratedModelsConformance {
  private static final CaseArchive CASES =
      new CaseArchive(GeneratedModelsConformance.class, "generated-models.zip");
  private static final int COUNT = 53;

  /** The backend's name. */
  protected abstract String backend();

  @Test
  void modelsOfKerasComputeTheSame(@TempDir Path directory) throws IOException {
    CASES.check(backend(), directory, COUNT);
  }

  @Test
  void soDoThoseThatAreSavedAgain(@TempDir Path directory) throws IOException {
    CASES.checkSavedAgain(backend(), directory, COUNT);
  }
}
