package io.trihorn.testkit.conformance;

import io.trihorn.testkit.importcases.CaseArchive;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models in models as Keras 3.15 saves them, as {@code .keras} and as {@code .h5}, with what it
 * predicts: used once and several times, in one another, in wrappers, with maps of inputs and
 * outputs, with layers inside and outside. {@code testkit/src/test/python/nested_models.py} writes
 * them. They should predict the same when they are loaded, and when they were saved again.
 */
public abstract class NestedModelsConformance {
  private static final CaseArchive CASES =
      new CaseArchive(NestedModelsConformance.class, "nested-models.zip");
  private static final int COUNT = 66;

  /** The backend's name. */
  protected abstract String backend();

  @Test
  void modelsOfKerasPredictTheSame(@TempDir Path directory) throws IOException {
    CASES.check(backend(), directory, COUNT);
  }

  @Test
  void soDoThoseThatAreSavedAgain(@TempDir Path directory) throws IOException {
    CASES.checkSavedAgain(backend(), directory, COUNT);
  }
}
