package io.trihorn.backend.onnx.exports;

import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.lstm;
import static io.trihorn.layers.Layers.maxPooling2d;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.trihorn.backend.onnx.Onnx;
import io.trihorn.backend.onnx.plain.PlainRuntime;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.testkit.conformance.ExampleModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A training step as a file, run in a loop by ONNX Runtime alone. */
class TrainingExportTest {
  private static final int STEPS = 12;
  private static final int BATCH = 6;

  @TempDir private Path directory;

  record Case(String name, Supplier<Model> model, Supplier<Optimizer> optimizer) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    return List.of(
        new Case(
            "convolutional, Adam", TrainingExportTest::convolutional, () -> Optimizers.get("adam")),
        new Case("recurrent, SGD", TrainingExportTest::recurrent, () -> Optimizers.get("sgd")),
        new Case(
            "recurrent, RMSprop", TrainingExportTest::recurrent, () -> Optimizers.get("rmsprop")));
  }

  private static Model convolutional() {
    return new Sequential(
        input(8, 8, 2),
        conv2d(4, 3).activation("relu"),
        batchNormalization(),
        maxPooling2d(2),
        flatten(),
        dropout(0.3),
        dense(3, "softmax"));
  }

  private static Model recurrent() {
    return new Sequential(input(5, 3), lstm(6), dense(3, "softmax"));
  }

  private static TensorData labels() {
    TensorData labels = TensorData.zeros(TensorType.of(DataType.INT32, BATCH));
    for (int i = 0; i < BATCH; i++) {
      labels.setLong(i, i % 3);
    }
    return labels;
  }

  private Map<String, String> export(Model model, Dataset batch, Path file) throws Exception {
    Onnx.exportTraining(model, batch, file, new ExportOptions().withPrediction());
    Checker.check(file);
    return names(file, Exports.NEXT);
  }

  /** What a file's metadata says of names, by those that a prefix stands before. */
  private static Map<String, String> names(Path file, String prefix) throws Exception {
    Map<String, String> names = new HashMap<>();
    for (StringStringEntryProto entry :
        ModelProto.parseFrom(Files.readAllBytes(file)).getMetadataPropsList()) {
      assertTrue(entry.getKey().startsWith(prefix), entry.getKey());
      names.put(entry.getKey().substring(prefix.length()), entry.getValue());
    }
    return names;
  }

  /** The file beside a step predicts with its state what the model predicts. */
  private static void assertPredicts(
      Model model, TensorData x, Path step, Map<String, TensorData> state) throws Exception {
    Path file = Exports.beside(step, ".predict");
    Checker.check(file);
    Map<String, TensorData> feeds = new HashMap<>();
    feeds.put(model.inputs().get(0).layer().name(), x);
    names(file, Exports.STATE).forEach((input, name) -> feeds.put(input, state.get(name)));
    assertEquals(1 + model.weights().size(), feeds.size());
    try (PlainRuntime runtime = new PlainRuntime(file, OptLevel.ALL_OPT)) {
      String output = model.outputs().get(0).layer().name();
      assertArrayEquals(
          model.predictOnBatch(x).get(0).toDoubleArray(),
          runtime.run(feeds).get(output).toDoubleArray(),
          1e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void plainRuntimeTrainsWithTheSameLosses(Case c) throws Exception {
    try (Model model = c.model().get().on("onnx")) {
      model.compile(c.optimizer().get(), "sparse_categorical_crossentropy");
      TensorData x = ExampleModels.inputs(model, BATCH, 3).get(0);
      TensorData y = labels();
      Dataset batch = Dataset.of(x, y).batch(BATCH);
      Path file = directory.resolve("train.onnx");
      Map<String, String> next = export(model, batch, file);

      List<Double> ours = new ArrayList<>();
      for (int step = 0; step < STEPS; step++) {
        model.resetMetrics();
        ours.add(model.trainOnBatch(x, y).get("loss"));
      }
      List<Double> theirs = new ArrayList<>();
      Map<String, TensorData> state = state(file);
      try (PlainRuntime runtime = new PlainRuntime(file, OptLevel.ALL_OPT)) {
        String target = model.outputs().get(0).layer().name() + "/target";
        for (int step = 0; step < STEPS; step++) {
          Map<String, TensorData> feeds = new HashMap<>(state);
          feeds.put(model.inputs().get(0).layer().name(), x);
          feeds.put(target, y);
          Map<String, TensorData> results = runtime.run(feeds);
          theirs.add(results.get("loss").getDouble(0));
          next.forEach((in, out) -> state.put(in, results.get(out)));
        }
      }
      assertArrayEquals(array(ours), array(theirs), 1e-6);
      assertPredicts(model, x, file, state);
      assertTrue(ours.get(STEPS - 1) < ours.get(0), "the loss falls: " + ours);
    }
  }

  @Test
  void trainingGoesOnFromWhereTheModelIs() throws Exception {
    try (Model model = recurrent().on("onnx")) {
      model.compile(Optimizers.get("adam"), "sparse_categorical_crossentropy");
      TensorData x = ExampleModels.inputs(model, BATCH, 3).get(0);
      for (int step = 0; step < STEPS; step++) {
        model.trainOnBatch(x, labels());
      }
      Path file = directory.resolve("train.onnx");
      export(model, Dataset.of(x, labels()).batch(BATCH), file);
      model.resetMetrics();
      double ours = model.trainOnBatch(x, labels()).get("loss");
      try (PlainRuntime runtime = new PlainRuntime(file, OptLevel.ALL_OPT)) {
        Map<String, TensorData> feeds = state(file);
        feeds.put(model.inputs().get(0).layer().name(), x);
        feeds.put(model.outputs().get(0).layer().name() + "/target", labels());
        assertEquals(ours, runtime.run(feeds).get("loss").getDouble(0), 1e-6);
      }
    }
  }

  private static Map<String, TensorData> state(Path file) throws Exception {
    Path state = Exports.beside(file, ".state");
    Checker.check(state);
    try (PlainRuntime runtime = new PlainRuntime(state, OptLevel.ALL_OPT)) {
      return new HashMap<>(runtime.run(Map.of()));
    }
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
