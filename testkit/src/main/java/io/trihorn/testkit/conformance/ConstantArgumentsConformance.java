package io.trihorn.testkit.conformance;

import io.trihorn.testkit.importcases.CaseArchive;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Layers that are called with constants, as Keras 3.15 saves them, with what it predicts: masks,
 * initial states, a mask and keys of attention. {@code
 * testkit/src/test/python/constant_arguments.py} writes them. They should predict the same when
 * they are loaded, and when they were saved again.
 */
public abstract class ConstantArgumentsConformance {
  private static final CaseArchive CASES =
      new CaseArchive(ConstantArgumentsConformance.class, "constant-arguments.zip");
  private static final int COUNT = 13;

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
