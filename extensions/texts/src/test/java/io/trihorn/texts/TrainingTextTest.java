package io.trihorn.texts;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.model.FitOptions.epochs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.data.Dataset;
import io.trihorn.data.Npy;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.optimizers.schedules.Schedules;
import io.trihorn.saving.Saving;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trainings as texts: the same as in Java, and what is wrong with the place where it is. */
class TrainingTextTest {
  private static final String YAML =
      """
      class_name: Sequential
      config:
        layers:
          - {class_name: InputLayer, config: {batch_shape: [null, 4]}}
          - class_name: Dense
            config: {name: first, units: 6, activation: tanh}
          - {class_name: Dropout, config: {rate: 0.25}}
          - {class_name: Dense, config: {units: 3, activation: softmax}}
      train:
        optimizer: {class_name: SGD, config: {momentum: 0.9}}
        schedule: {class_name: ExponentialDecay, config: {initial_learning_rate: 1e-1,
          decay_steps: 4, decay_rate: 0.5}}
        loss: sparse_categorical_crossentropy
        metrics: [accuracy]
        data: {kind: npy, inputs: x.npy, targets: y.npy}
        test: {kind: npy, inputs: x.npy, targets: y.npy}
        epochs: 3
        batch_size: 8
        seed: 5
        backend: reference
        save: trained.keras
        callbacks:
          - TerminateOnNaN
          - {class_name: CSVLogger, config: {filename: log.csv}}
      """;

  private static final String JSON =
      """
      {
      \t"class_name": "Sequential",
      \t"config": {"layers": [
      \t\t{"class_name": "InputLayer", "config": {"batch_shape": [null, 4]}},
      \t\t{"class_name": "Dense", "config": {"name": "first", "units": 6, "activation": "tanh"}},
      \t\t{"class_name": "Dropout", "config": {"rate": 0.25}},
      \t\t{"class_name": "Dense", "config": {"units": 3, "activation": "softmax"}}]},
      \t"train": {
      \t\t"optimizer": {"class_name": "SGD", "config": {"momentum": 0.9}},
      \t\t"schedule": {"class_name": "ExponentialDecay", "config": {
      \t\t\t"initial_learning_rate": 0.1, "decay_steps": 4, "decay_rate": 0.5}},
      \t\t"loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"],
      \t\t"data": {"kind": "npy", "inputs": ["x.npy"], "targets": ["y.npy"]},
      \t\t"test": {"kind": "npy", "inputs": "x.npy", "targets": "y.npy"},
      \t\t"epochs": 3, "batch_size": 8, "seed": 5, "backend": "reference"
      \t}
      }
      """;

  @TempDir private Path folder;
  private TensorData x;
  private TensorData y;

  @BeforeEach
  void data() throws IOException {
    double[] values = new double[24 * 4];
    int[] labels = new int[24];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sin(i * i);
    }
    for (int i = 0; i < labels.length; i++) {
      labels[i] = values[4 * i] > 0.3 ? 2 : values[4 * i + 1] > 0 ? 1 : 0;
    }
    x = TensorData.of(values, 24, 4);
    y = TensorData.of(labels);
    Files.write(folder.resolve("x.npy"), Npy.bytes(x));
    Files.write(folder.resolve("y.npy"), Npy.bytes(y));
  }

  private TrainingText parse(String text) {
    return TrainingText.parse("t", text, folder);
  }

  private static PrintStream quiet() {
    return new PrintStream(OutputStream.nullOutputStream());
  }

  private List<Double> inJava() {
    try (Sequential model =
        new Sequential(input(4), dense(6, "tanh"), dropout(0.25), dense(3, "softmax"))) {
      model.seed(5);
      model.on("reference");
      model.compile(
          Optimizers.sgd(0.1)
              .momentum(0.9)
              .learningRate(
                  Schedules.get(
                      "ExponentialDecay",
                      Map.of("initial_learning_rate", 0.1, "decay_steps", 4, "decay_rate", 0.5))),
          "sparse_categorical_crossentropy",
          "accuracy");
      return model.fit(Dataset.of(x, y), epochs(3).batchSize(8).verbose(0)).get("loss");
    }
  }

  @Test
  void bothKindsOfTextTrainAsJavaDoes() throws IOException {
    List<Double> expected = inJava();
    for (String text : List.of(YAML, JSON)) {
      try (TrainingText training = parse(text)) {
        TrainingText.Result result = training.run(quiet());
        assertEquals(expected, result.history().get("loss"));
        assertTrue(result.test().containsKey("accuracy"));
      }
    }
    assertEquals(4, Files.readAllLines(folder.resolve("log.csv")).size());
    try (Model saved = Saving.loadModel(folder.resolve("trained.keras"))) {
      assertEquals("first", saved.layers().get(0).name());
    }
  }

  @Test
  void whatAModelWritesIsTheModelOfAText() throws IOException {
    String train = JSON.substring(JSON.indexOf("\"train\""));
    try (Model model =
        new Sequential(input(4), dense(6, "tanh"), dropout(0.25), dense(3, "softmax"))) {
      String json = model.toJson();
      String text = json.substring(0, json.lastIndexOf('}')) + ", " + train;
      try (TrainingText training = parse(text)) {
        assertEquals(inJava(), training.run(quiet()).history().get("loss"));
      }
    }
  }

  @Test
  void aSweepIsALoopOverTexts() throws IOException {
    double[] last = new double[2];
    for (int i = 0; i < 2; i++) {
      String text = YAML.replace("units: 6", "units: " + (i == 0 ? 1 : 12));
      try (TrainingText training = parse(text)) {
        last[i] = training.run(quiet()).history().last("loss");
      }
    }
    assertTrue(last[1] < last[0], last[0] + " and " + last[1]);
  }

  record Wrong(String from, String to, String message) {
    @Override
    public String toString() {
      return to;
    }
  }

  static List<Wrong> wrongs() {
    return List.of(
        new Wrong(
            "Dropout",
            "Dropuot",
            "t:7:20: layer 2 (Dropuot): there is no class Dropuot; did you mean 'Dropout'?"),
        new Wrong("units: 6", "unit: 6", "t:6:29: layer 'first' (Dense) has no attribute 'unit'"),
        new Wrong("units: 6", "units: many", "t:6:36: layer 'first' (Dense): Dense: 'units'"),
        new Wrong("rate: 0.25", "rate: 2.5", "t:7:44: layer 2 (Dropout): "),
        new Wrong("[null, 4]", "[null, -4]", "t:4:"),
        new Wrong(
            "class_name: SGD", "class_name: SDG", "t:10:27: optimizer: there is no class SDG"),
        new Wrong("momentum: 0.9", "momentum: x", "t:10:51: optimizer: "),
        new Wrong("loss: sparse", "loss: spars", "t:13:9: loss: "),
        new Wrong("[accuracy]", "[acuracy]", "t:14:13: metrics: "),
        new Wrong(
            "kind: npy, inputs: x.npy", "kind: npz, inputs: x", "t:15:16: kind of data should be"),
        new Wrong("inputs: x.npy, targets: y.npy}", "inputs: x.npy}", "t:15:9: data needs targets"),
        new Wrong("epochs: 3", "epoch: 3", "t:17:3: train has no 'epoch'; it can have [backend, "),
        new Wrong("epochs: 3", "epochs: 1.5", "t:17:11: epochs of train should be a whole number"),
        new Wrong("batch_size: 8", "batch_size: 0", "t:18:15: train: "),
        new Wrong("backend: reference", "backend: reverence", "t:10:3: backend: "),
        new Wrong("TerminateOnNaN", "Terminate", "t:23:7: there is no callback Terminate"),
        new Wrong(
            "filename: log.csv", "file: log.csv", "t:24:39: callback CSVLogger needs filename"),
        new Wrong("save: trained.keras", "save: trained.keras\n  save: again", "t:22:"),
        new Wrong("train:", "trian:", "t:9:1: a training has no 'trian'"),
        new Wrong("units: 3", "units: 3, units: 4", "t:8:"),
        new Wrong("config:\n  layers", "config:\n layers\n", "t:"));
  }

  @ParameterizedTest
  @MethodSource("wrongs")
  void saysWhereItIsWrong(Wrong wrong) {
    assertTrue(YAML.contains(wrong.from()), wrong.from());
    String text = YAML.replaceFirst(Pattern.quote(wrong.from()), wrong.to());
    TextException e = assertThrows(TextException.class, () -> parse(text).close());
    assertTrue(e.getMessage().startsWith(wrong.message()), e.getMessage());
  }

  @Test
  void saysWhichLayerDoesNotFit() {
    String text =
        YAML.replace(
            "{class_name: Dropout, config: {rate: 0.25}}",
            "{class_name: Conv2D, config: {filters: 2, kernel_size: 3}}");
    TextException e = assertThrows(TextException.class, () -> parse(text).close());
    assertTrue(e.getMessage().startsWith("t:7:7: "), e.getMessage());
    assertEquals(7, e.line());
  }

  @Test
  void aliasesDoNotGrow() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 30; i++) {
      text.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
    }
    TextException e = assertThrows(TextException.class, () -> parse(text.toString()));
    assertTrue(e.getMessage().contains("alias"), e.getMessage());
  }

  @Test
  void depthIsBounded() {
    for (String open : List.of("[", "{\"a\":")) {
      String text = "{\"a\":" + open.repeat(100_000);
      assertThrows(TextException.class, () -> parse(text));
    }
  }
}
