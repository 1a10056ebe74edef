package io.trihorn.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateTransferTest {
  @ParameterizedTest
  @CsvSource({
    // 25.6 million weights and Adam, by PCIe 4.0 and at half its speed.
    "307200000, 32e9, 0.1, 10",
    "307200000, 16e9, 0.1, 20",
    // Nothing to move, or so little that one step is enough.
    "0, 32e9, 0.1, 1",
    "1000, 32e9, 0.001, 1",
    // Two percent exactly is too much.
    "1000000000, 100e9, 1, 2",
    "9223372036854775807, 1, 1e-9, 2147483647"
  })
  void theFewestStepsAreChosenThatAreEnough(
      long bytes, double bytesPerSecond, double seconds, int steps) {
    assertEquals(steps, new StateTransfer(bytes, bytesPerSecond).steps(seconds));
  }

  @ParameterizedTest
  @CsvSource({"307200000, 16e9, 0.1", "4000000, 12e9, 0.003", "3000000000, 25e9, 0.4"})
  void oneStepFewerWouldBeTooMuch(long bytes, double bytesPerSecond, double seconds) {
    StateTransfer transfer = new StateTransfer(bytes, bytesPerSecond);
    int steps = transfer.steps(seconds);
    assertTrue(transfer.share(seconds, steps) < StateTransfer.MOST);
    assertTrue(steps == 1 || transfer.share(seconds, steps - 1) >= StateTransfer.MOST);
  }

  @Test
  void numbersThatMeanNothingAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new StateTransfer(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> new StateTransfer(1, 0));
    StateTransfer transfer = new StateTransfer(1, 1);
    assertThrows(IllegalArgumentException.class, () -> transfer.steps(0));
    assertThrows(IllegalArgumentException.class, () -> transfer.steps(Double.NaN));
  }
}
