package io.trihorn.gpu.dl4j;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import io.trihorn.backend.GpuRuntime;
import io.trihorn.testkit.conformance.BackendConformance;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** The conformance suite on the first card; skipped where there is none that ND4J has code for. */
class OnCardTest extends BackendConformance {
  @Override
  protected String backend() {
    return "dl4j";
  }

  @Override
  protected Device device() {
    return Device.gpu(0);
  }

  @BeforeEach
  void needsACard() {
    Optional<String> problem = GpuRuntime.prepared(backend());
    assumeTrue(problem.isEmpty(), () -> "without a card: " + problem.orElseThrow());
  }
}
