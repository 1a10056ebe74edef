package io.trihorn.model;

import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.globalAveragePooling2d;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.layers.base.Layer;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Cells and totals as {@code summary()} of Keras 3.15.1 prints them; its columns are wider. */
class SummaryTest {
  private static void expect(String expected, Model model) {
    String cells =
        Arrays.stream(model.name("m").summary().split("\n"))
            .filter(line -> line.matches("(?s)^[ \u2502\u2503].*"))
            .map(line -> line.replaceAll("[\u2502\u2503]", "|").replaceAll(" +", " ").strip())
            .collect(Collectors.joining("\n", "", "\n"));
    assertEquals(expected, cells);
  }

  @Test
  void megabytesAndKilobytes() {
    expect(
        """
        | Layer (type) | Output Shape | Param # |
        | conv (Conv2D) | (None, 26, 26, 600) | 6,000 |
        | norm (BatchNormalization) | (None, 26, 26, 600) | 2,400 |
        | pool (GlobalAveragePooling2D) | (None, 600) | 0 |
        | classes (Dense) | (None, 1000) | 601,000 |
        Total params: 609,400 (2.32 MB)
        Trainable params: 608,200 (2.32 MB)
        Non-trainable params: 1,200 (4.69 KB)
        """,
        new Sequential(
            input(28, 28, 1),
            conv2d(600, 3).name("conv"),
            batchNormalization().name("norm"),
            globalAveragePooling2d().name("pool"),
            dense(1000).name("classes")));
  }

  @Test
  void bytes() {
    expect(
        """
        | Layer (type) | Output Shape | Param # |
        | d (Dense) | (None, 2) | 8 |
        Total params: 8 (32.00 B)
        Trainable params: 8 (32.00 B)
        Non-trainable params: 0 (0.00 B)
        """,
        new Sequential(input(3), dense(2).name("d")));
  }

  @Test
  void frozen() {
    Layer frozen = dense(20).name("frozen").trainable(false);
    expect(
        """
        | Layer (type) | Output Shape | Param # |
        | frozen (Dense) | (None, 20) | 620 |
        | last (Dense) | (None, 1) | 21 |
        Total params: 641 (2.50 KB)
        Trainable params: 21 (84.00 B)
        Non-trainable params: 620 (2.42 KB)
        """,
        new Sequential(input(30), frozen, dense(1).name("last")));
  }
}
