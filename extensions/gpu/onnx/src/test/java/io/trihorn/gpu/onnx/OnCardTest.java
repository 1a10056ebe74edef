package io.trihorn.gpu.onnx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import io.trihorn.backend.Backends;
import io.trihorn.backend.DeviceChoice;
import io.trihorn.testkit.conformance.BackendConformance;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/**
 * The conformance suite on the first card, or on the device that {@code trihorn.conformance.device}
 * names; skipped where there is none.
 */
class OnCardTest extends BackendConformance {
  @Override
  protected String backend() {
    return "onnx";
  }

  @Override
  protected Device device() {
    return DeviceChoice.of(System.getProperty("trihorn.conformance.device", "gpu")).device();
  }

  @BeforeEach
  void needsACard() {
    Optional<String> problem = Backends.get(backend()).unavailable(device());
    assumeTrue(problem.isEmpty(), () -> "without a card: " + problem.orElseThrow());
  }
}
