package io.trihorn.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadsTest {
  /** Numbers that {@code model.count_params()} of Keras gives, or worked out by hand. */
  @ParameterizedTest
  @CsvSource({
    "lenet, 166826", // 156 + 2416 + 2040 + 161364 + 850
    "mlp, 669706", // 401920 + 262656 + 5130
    "resnet20, 273066", // the trainable ones of Keras's own ResNet20 v1 example
    "lstm, 100106", // 98816 + 1290
    "gru, 75786", // 74496 + 1290
    "transformer, 397834" // 2 * 198272 + 1290
  })
  void haveTheParametersOfTheirDefinition(String model, long parameters) {
    assertEquals(parameters, Workloads.named(model).parameters());
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNamesThereAre() {
    var e = assertThrows(IllegalArgumentException.class, () -> Workloads.named("alexnet"));
    assertTrue(e.getMessage().contains("lenet, mlp"), e.getMessage());
  }
}
