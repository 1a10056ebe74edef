package io.trihorn.applications;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code imagenet_utils.preprocess_input} of Keras 3.15.1 makes of four pixels. */
class PreprocessingTest {
  private static final float[][][][] FIRST = {
    {{{10, 200}, {30, 40}}, {{0, 255}, {128, 7}}, {{90, 60}, {1, 250}}}
  };

  private static final float[][][][] LAST = {
    {{{10, 0, 90}, {200, 255, 60}}, {{30, 128, 1}, {40, 7, 250}}}
  };

  private static final Map<String, double[]> KERAS =
      Map.of(
          "caffe",
          new double[] {
            -13.939003,
            -43.939003,
            -102.939003,
            146.061005,
            -116.778999,
            138.22101,
            11.221001,
            -109.778999,
            -113.68,
            76.32,
            -93.68,
            -83.68
          },
          "tf",
          new double[] {
            -0.921568632,
            0.568627477,
            -0.764705896,
            -0.686274529,
            -1,
            1,
            0.003921628,
            -0.945098042,
            -0.294117628,
            -0.529411793,
            -0.992156863,
            0.960784316
          },
          "torch",
          new double[] {
            -1.946656466, 1.307046771, -1.604161382, -1.432913899, -2.035714149, 2.428571463,
            0.205182195, -1.913165212, -0.235816911, -0.758692801, -1.7870152, 2.5528543
          });

  @Test
  void channelsStandFirstOrLast() {
    KERAS.forEach(
        (mode, expected) -> {
          double[] first =
              Applications.preprocessInput(FIRST, mode, "channels_first").toDoubleArray();
          assertArrayEquals(expected, first, 2e-5, mode);
          double[] last = Applications.preprocessInput(LAST, mode, "channels_last").toDoubleArray();
          for (int i = 0; i < first.length; i++) {
            assertEquals(first[i], last[i % 4 * 3 + i / 4], mode + " " + i);
          }
        });
  }

  @Test
  void architecturesHaveTheirWays() {
    Map.of("VGG16", "caffe", "Xception", "tf", "DenseNet121", "torch")
        .forEach(
            (name, mode) -> {
              TensorData got = Applications.named(name).preprocessInput(FIRST, "channels_first");
              assertArrayEquals(KERAS.get(mode), got.toDoubleArray(), 2e-5, name);
            });
  }

  @Test
  void mistakesAreTold() {
    assertEquals(
        "mode: expected caffe, tf or torch, but got 'other'",
        assertThrows(
                IllegalArgumentException.class,
                () -> Applications.preprocessInput(LAST, "other", "channels_last"))
            .getMessage());
    assertEquals(
        "data_format should be channels_last or channels_first, but is 'first'",
        assertThrows(
                IllegalArgumentException.class,
                () -> Applications.preprocessInput(LAST, "tf", "first"))
            .getMessage());
    assertEquals(
        "images to preprocess should be (..., 3, height, width), but are (1, 2, 2, 3)",
        assertThrows(
                ShapeException.class,
                () -> Applications.preprocessInput(LAST, "tf", "channels_first"))
            .getMessage());
  }
}
