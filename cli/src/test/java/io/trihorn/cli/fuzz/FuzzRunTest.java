package io.trihorn.cli.fuzz;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.saving.files.SavingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A short form of what the command {@code fuzz} does for long. */
class FuzzRunTest {
  private static final int FILES = 150;

  @ParameterizedTest
  @EnumSource
  void damagedFiles(FuzzFormat format) throws IOException, InterruptedException {
    FuzzRun run = new FuzzRun(format, 1).run(0, FILES);
    assertEquals(List.of(), run.faults());
    assertEquals(FILES, run.loaded() + run.refused());
    assertTrue(run.loaded() > 0 && run.refused() > 0, run.loaded() + " of them loaded");
  }

  /** What is refused is refused for its damages; that of models is seen by the tests of saving. */
  @ParameterizedTest
  @EnumSource(
      names = {"PROTOTXT", "CAFFEMODEL", "SOLVERSTATE", "SAFETENSORS", "NPZ", "CONFIG_JSON"})
  void seedsLoad(FuzzFormat format, @TempDir Path folder) throws IOException {
    List<Seed> seeds = format.seeds(folder);
    assertTrue(seeds.size() > 1, seeds.size() + " seeds");
    Path file = folder.resolve("whole" + format.ending());
    for (Seed seed : seeds) {
      Files.write(file, seed.bytes());
      assertDoesNotThrow(() -> seed.loader().load(file), seed.name());
    }
  }

  @Test
  void mistakesAreTold() {
    RuntimeException mistake = new ClassCastException("of ours");
    mistake.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("java.util.List", "get", null, 1),
          new StackTraceElement("io.trihorn.model.GraphConfig", "read", "GraphConfig.java", 2)
        });
    assertEquals(
        Outcome.Kind.FAILED,
        Outcome.of(new SavingException("refused", mistake), FuzzFormat.KERAS).kind());
    assertEquals(Outcome.Kind.FAILED, Outcome.of(mistake, FuzzFormat.KERAS).kind());
    assertEquals(Outcome.Kind.FAILED, Outcome.of(new SavingException(""), FuzzFormat.KERAS).kind());
    assertEquals(
        Outcome.Kind.FAILED,
        Outcome.of(new SavingException("refused", new StackOverflowError()), FuzzFormat.H5).kind());
    assertEquals(
        Outcome.Kind.REFUSED, Outcome.of(new SavingException("refused"), FuzzFormat.KERAS).kind());
  }
}
