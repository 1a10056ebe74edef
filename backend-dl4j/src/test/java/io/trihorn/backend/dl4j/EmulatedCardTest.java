package io.trihorn.backend.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.BackendException;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.testkit.conformance.BackendConformance;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is done with the memory of a card, on one that is none: programs with variables, copies
 * between it and the host, and limits.
 */
class EmulatedCardTest extends BackendConformance {
  private static final TensorData KIBIBYTE =
      TensorData.full(TensorType.of(DataType.FLOAT32, 256), 3);

  @Override
  protected String backend() {
    return "dl4j-emulated";
  }

  @Override
  protected Device device() {
    return Device.gpu(0);
  }

  /** What ops compute is the same as without a card's memory, which has a test of its own. */
  @Override
  protected boolean chosen(String name) {
    return name.startsWith("state/") && super.chosen(name);
  }

  @Test
  void theCardIsTheOnlyDevice() {
    Backend backend = new EmulatedCardBackend();
    assertEquals(List.of(Device.gpu(0)), backend.info().devices());
    String message =
        assertThrows(BackendException.class, () -> backend.require(Device.cpu())).getMessage();
    assertTrue(message.contains("trihorn-backend-dl4j in the place of"), message);
  }

  @Test
  void moreThanTheLimitOfMemoryIsRefused() {
    Backend backend = new EmulatedCardBackend(3000);
    DeviceTensor first = backend.upload(KIBIBYTE, device());
    DeviceTensor second = backend.upload(KIBIBYTE, device());
    String message =
        assertThrows(BackendException.class, () -> backend.upload(KIBIBYTE, device())).getMessage();
    assertTrue(message.contains("gpu:0 has no 1024 bytes left"), message);
    assertTrue(message.contains("taken 2048 of the 3000 that trihorn.gpu.memory allows"), message);
    first.close();
    DeviceTensor third = backend.upload(KIBIBYTE, device());
    assertEquals(KIBIBYTE, third.toHost());
    second.close();
    third.close();
  }
}
