package io.trihorn.testkit.conformance;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.graph.TensorData;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assertions;

/**
 * A story told to a store: programs compiled and run, variables written and read. What it records
 * must be the same on a backend as on the reference.
 *
 * @param name unique
 * @param story what happens; may also assert what must hold by itself
 */
public record StateCase(String name, Consumer<StateSession> story) {

  private List<TensorData> tell(Backend backend, Device device) {
    try (StateSession session = new StateSession(backend, device)) {
      story.accept(session);
      return session.seen();
    }
  }

  /** Fails unless the backend shows what the reference shows. */
  public void check(Backend backend, Device device) {
    List<TensorData> expected = tell(Backends.get("reference"), Device.cpu());
    List<TensorData> actual = tell(backend, device);
    Assertions.assertEquals(expected.size(), actual.size(), "number of recorded values");
    for (int i = 0; i < expected.size(); i++) {
      Tolerance tolerance = Tolerance.of(expected.get(i).dtype(), 100);
      Comparison.check("recorded value " + i, actual.get(i), expected.get(i), tolerance);
    }
  }
}
