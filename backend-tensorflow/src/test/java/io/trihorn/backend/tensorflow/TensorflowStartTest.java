package io.trihorn.backend.tensorflow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.testkit.conformance.StartConformance;
import io.trihorn.testkit.conformance.UserProcess;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The start of a process that uses this backend. */
class TensorflowStartTest extends StartConformance {
  @Override
  protected double bytesPerParameter() {
    return 26;
  }

  /** TensorFlow says something once in a process, so this one only does what it might say it of. */
  @Test
  void quantizedModelsAreSilent() {
    UserProcess.Outcome outcome =
        new UserProcess(folder(), QuantizedPrediction.class).run(Map.of());
    assertEquals(0, outcome.exit(), outcome.errors());
    assertEquals("", outcome.errors());
  }
}
