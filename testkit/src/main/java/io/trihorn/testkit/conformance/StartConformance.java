package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a process that uses a backend does at its start. Extend it in the backend's module. */
public abstract class StartConformance {
  @TempDir private Path folder;

  /** Starts a user's first program, with these system properties. */
  protected final UserProcess.Outcome start(Map<String, String> properties) {
    UserProcess.Outcome outcome = new UserProcess(folder, FirstProgram.class).run(properties);
    assertEquals(0, outcome.exit(), outcome.errors());
    assertTrue(outcome.out().endsWith("learned true" + System.lineSeparator()), outcome.out());
    return outcome;
  }

  /** A fresh folder. */
  protected final Path folder() {
    return folder;
  }

  /** How many bytes training with Adam may hold for each parameter. */
  protected abstract double bytesPerParameter();

  @Test
  @EnabledOnOs(OS.LINUX)
  void trainingHoldsNothingTwice() {
    UserProcess.Outcome outcome = new UserProcess(folder, AdamMemory.class).run(Map.of(), "5000");
    assertEquals(0, outcome.exit(), outcome.errors());
    double bytes = Double.parseDouble(outcome.out().strip());
    assertTrue(bytes < bytesPerParameter(), () -> bytes + " bytes for each parameter");
  }

  @Test
  void nothingIsOnTheErrorStream() {
    assertEquals("", start(Map.of()).errors());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatIsUnpackedIsLoaded() throws IOException {
    Path home = Files.createDirectory(folder.resolve("fresh"));
    UserProcess.Outcome outcome =
        new UserProcess(folder, UnpackedFiles.class)
            .run(Map.of("user.home", home.toString()), home.toString());
    assertEquals(0, outcome.exit(), outcome.errors());
    assertTrue(outcome.out().matches("[1-9][0-9]* loaded\\R"), outcome.out());
  }
}
