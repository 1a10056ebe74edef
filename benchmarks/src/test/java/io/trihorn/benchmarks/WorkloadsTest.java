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
    "transformer, 397834", // 2 * 198272 + 1290
    "bilstm, 1347338", // 1280000 + 66048 + 1290
    "textcnn, 2760842", // 2560000 + 49280 + 65664 + 82048 + 3850
    "recommender, 64004810", // 64000000 + 4160 + 650
    "resnet50, 23555082", // trainable of keras.applications, classes=10; so the next two
    "mobilenetv2, 2236682",
    "efficientnetb0, 4020358",
    "unet, 1941258", // by model.count_params() of Keras
    "bert, 109193482", // 23539200 + 1536 + 12 * 7087872 + 590592 + 7690
    "gpt, 15012672" // 9673920 + 12 * 444864 + 384
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
