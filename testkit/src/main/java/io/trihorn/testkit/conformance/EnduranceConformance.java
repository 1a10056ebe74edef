package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trihorn.testkit.soak.LoadSoak;
import io.trihorn.testkit.soak.MemoryScenario;
import io.trihorn.testkit.soak.MemoryTrial;
import io.trihorn.testkit.soak.ResidentMemory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Short forms of what the command {@code soak} does for long. Extend it in the backend's module.
 */
public abstract class EnduranceConformance {
  private static final int THREADS = 32;
  @TempDir private Path folder;

  /** The name of the backend under test. */
  protected abstract String backend();

  @Test
  void rightAnswersWhileAnotherThreadTrains() throws Exception {
    LoadSoak.Result result = LoadSoak.run(backend(), THREADS, Duration.ofSeconds(3), folder);
    assertEquals(List.of(), result.problems());
    assertTrue(result.predictions() >= THREADS && result.steps() > 1, result.toString());
    assertTrue(result.saves() > 0 && result.built() > 0, result.toString());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LARGE_COMPILED_AGAIN")
  void memoryIsFlat(MemoryScenario scenario) throws Exception {
    assumeTrue(ResidentMemory.isKnown(), "the system does not tell what a process holds");
    MemoryTrial trial = MemoryTrial.of(scenario, backend());
    assertTrue(trial.isFlat(), trial.toString());
  }
}
