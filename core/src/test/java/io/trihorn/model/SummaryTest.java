package io.trihorn.model;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.concatenate;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.globalAveragePooling2d;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

  /** A stack and a model of two inputs and outputs inside a model. */
  static Model nested() {
    KerasTensor a = Layers.inputTensor(input(4).name("i"));
    Sequential stack =
        new Sequential(input(4), dense(3).name("p"), dense(2).name("q")).name("inner");
    KerasTensor fi = Layers.inputTensor(input(2).name("fi"));
    KerasTensor fb = Layers.inputTensor(input(4).name("fb"));
    Model two =
        new Model(
            List.of(fi, fb),
            List.of(concatenate().name("c").apply(fi, fb), dense(1).name("d").apply(fi)));
    two.name("f");
    List<KerasTensor> made = two.applyAll(List.of(List.of(stack.apply(a), a)), Map.of());
    return new Model(
            List.of(a),
            List.of(
                dense(1).name("o").apply(made.get(0)),
                activation("relu").name("r").apply(made.get(1))))
        .name("m");
  }

  /** The text of Keras 3.15.1 for positions that leave room, and a header of two lines. */
  @Test
  void positions() {
    assertEquals(
        """
        Model: "m"
        ┏━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━┳━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━┓
        ┃                        ┃                 ┃ Param ┃                         ┃
        ┃ Layer (type)           ┃ Output Shape    ┃     # ┃ Connected to            ┃
        ┡━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━╇━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━┩
        │ i (InputLayer)         │ (None, 4)       │     0 │ -                       │
        ├────────────────────────┼─────────────────┼───────┼─────────────────────────┤
        │ inner (Sequential)     │ (None, 2)       │    23 │ i[0][0]                 │
        ├────────────────────────┼─────────────────┼───────┼─────────────────────────┤
        │ f (Functional)         │ [(None, 6),     │     3 │ inner[0][0], i[0][0]    │
        │                        │ (None, 1)]      │       │                         │
        ├────────────────────────┼─────────────────┼───────┼─────────────────────────┤
        │ o (Dense)              │ (None, 1)       │     7 │ f[0][0]                 │
        ├────────────────────────┼─────────────────┼───────┼─────────────────────────┤
        │ r (Activation)         │ (None, 1)       │     0 │ f[0][1]                 │
        └────────────────────────┴─────────────────┴───────┴─────────────────────────┘
         Total params: 33 (132.00 B)
         Trainable params: 33 (132.00 B)
         Non-trainable params: 0 (0.00 B)
        """,
        nested().summary(new SummaryOptions().positions(0.3, 0.5, 0.6, 0.9).lineLength(78)));
  }

  @Test
  void whatCannotBePrintedIsSaid() {
    assertEquals(
        "the summary of model 'm' leaves 3 characters for 'Param #', which needs 4: give a longer"
            + " line or other positions",
        assertThrows(
                IllegalArgumentException.class,
                () -> nested().summary(new SummaryOptions().lineLength(20)))
            .getMessage());
    assertEquals(
        "the layers of model 'm' from 'f' to 'nothing': no layer has such a name; it has [i, inner,"
            + " f, o, r]",
        assertThrows(
                IllegalArgumentException.class,
                () -> nested().summary(new SummaryOptions().layerRange("f", "nothing")))
            .getMessage());
  }
}
