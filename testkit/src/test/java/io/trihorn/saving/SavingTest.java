package io.trihorn.saving;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.trihorn.graph.TensorData;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.DtypePolicy;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.Dense;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.layers.preprocessing.text.IntegerLookup;
import io.trihorn.model.Model;
import io.trihorn.model.Models;
import io.trihorn.model.Sequential;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.optimizers.LossScaleOptimizer;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.saving.files.SavingException;
import io.trihorn.saving.hdf5.Hdf5Group;
import io.trihorn.saving.hdf5.Hdf5Writer;
import io.trihorn.state.Weight;
import io.trihorn.testkit.conformance.SavingConformance;
import io.trihorn.testkit.conformance.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saving and loading models and weights. */
class SavingTest {
  @TempDir private Path folder;

  private static Model trained() {
    Model model = Zoo.compiled("reference");
    SavingConformance.train(model, 0, 1);
    return model;
  }

  private Set<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(p -> p.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private static void refused(Runnable action, String... words) {
    SavingException thrown = assertThrows(SavingException.class, action::run);
    for (String word : words) {
      assertTrue(thrown.getMessage().contains(word), thrown.getMessage());
    }
  }

  @Test
  void aModelComesBackWithAllItHad() throws IOException {
    Path file = folder.resolve("zoo.keras");
    try (Model model = trained()) {
      model.setLearningRate(0.004);
      Saving.saveModel(model, file);
      assertEquals(Set.of("zoo.keras"), names());
      try (Model read = Saving.loadModel(file).on("reference")) {
        assertEquals(JsonParser.parseString(model.toJson()), JsonParser.parseString(read.toJson()));
        assertEquals(model.weightValues(), read.weightValues());
        assertEquals(model.optimizerValues(), read.optimizerValues());
        assertEquals(model.evaluate(Zoo.rows(8)), read.evaluate(Zoo.rows(8)));
        assertTrue(read.toJson().contains("\"learning_rate\":0.004000000189989805"));
      }
      try (Model read = Saving.loadModel(file, false)) {
        assertNull(read.compilation());
        assertEquals(model.weightValues(), read.weightValues());
      }
      Saving.saveModel(model, file, false);
      try (Model read = Saving.loadModel(file)) {
        assertNull(read.compilation());
      }
    }
  }

  @Test
  void weightsAloneInOneFileOrSeveral() throws IOException {
    try (Model model = trained();
        Model other = Zoo.model().seed(9).on("reference")) {
      Saving.saveWeights(model, folder.resolve("zoo.weights.h5"));
      Saving.loadWeights(other, folder.resolve("zoo.weights.h5"));
      assertEquals(model.weightValues(), other.weightValues());
      other.setWeights(Zoo.model().seed(12).on("reference").weightValues());
      Saving.saveWeights(model, folder.resolve("parts.weights.json"), 1e-6);
      assertTrue(names().containsAll(Set.of("parts_00000.weights.h5", "parts_00003.weights.h5")));
      try (Model third = Zoo.compiled("reference").seed(10)) {
        Saving.loadWeights(third, folder.resolve("parts.weights.json"));
        assertEquals(model.weightValues(), third.weightValues());
        assertEquals(model.optimizerValues(), third.optimizerValues());
        Saving.saveWeights(other, folder.resolve("parts.weights.json"), 1e-6);
        Saving.loadWeights(third, folder.resolve("parts.weights.json"));
        assertEquals(other.weightValues(), third.weightValues());
      }
      refused(
          () -> Saving.saveWeights(model, folder.resolve("p.weights.json"), 1e-8), "allow more");
      Saving.saveModel(model, folder.resolve("zoo.keras"));
      try (Model fourth = Zoo.model().seed(11).on("reference")) {
        Saving.loadWeights(fourth, folder.resolve("zoo.keras"));
        assertEquals(model.weightValues(), fourth.weightValues());
      }
    }
  }

  @Test
  void weightsByNameGoToLayersInOtherPlaces() {
    Path file = folder.resolve("a.weights.h5");
    try (Sequential first = new Sequential(input(4), dense(5).name("x"), dense(5).name("y"));
        Sequential second =
            new Sequential(
                input(4), dense(4).name("new"), dense(5).name("x"), dense(5).name("other"))) {
      first.on("reference").seed(1);
      second.on("reference").seed(2);
      Saving.saveWeights(first, file);
      List<TensorData> before = second.weightValues();
      refused(() -> Saving.loadWeights(second, file), "'new'", "in the file");
      assertEquals(before, second.weightValues());
      Map<String, String> left =
          Saving.loadWeights(second, file, LoadWeights.DEFAULT.matchingNames());
      assertEquals(Map.of(), left);
      assertEquals(first.weightValues().get(0), second.weightValues().get(2));
      assertEquals(before.get(0), second.weightValues().get(0));
      assertEquals(before.get(4), second.weightValues().get(4));
    }
  }

  @Test
  void whatDoesNotMatchCanBeSkipped() {
    Path file = folder.resolve("a.weights.h5");
    try (Sequential first = new Sequential(input(4), dense(5).name("x"), dense(3).name("y"));
        Sequential second = new Sequential(input(4), dense(5).name("x"), dense(7).name("z"))) {
      first.on("reference").seed(1);
      second.on("reference").seed(2);
      Saving.saveWeights(first, file);
      List<TensorData> before = second.weightValues();
      Map<String, String> left =
          Saving.loadWeights(second, file, LoadWeights.DEFAULT.skippingMismatch());
      assertEquals(Set.of("z"), left.keySet());
      assertEquals(first.weightValues().get(0), second.weightValues().get(0));
      assertEquals(before.get(2), second.weightValues().get(2));
    }
  }

  @Test
  void anOptimizerInsideAnother() {
    Path file = folder.resolve("a.keras");
    try (Sequential model = new Sequential(input(24), dense(1))) {
      model.on("reference");
      model.compile(new LossScaleOptimizer(Optimizers.adam(0.1)), "mse");
      TensorData x = TensorData.of(new float[24], 1, 24);
      model.trainOnBatch(x, TensorData.of(new float[] {1}, 1, 1));
      Saving.saveModel(model, file);
      try (Model read = Saving.loadModel(file).on("reference")) {
        assertEquals(model.optimizerValues(), read.optimizerValues());
      }
    }
  }

  @Test
  void clonesAndJsonHaveFreshWeights() {
    try (Model model = trained();
        Model clone = Models.cloneModel(model).seed(4).on("reference");
        Model parsed = Model.fromJson(model.toJson()).seed(4).on("reference")) {
      assertNull(clone.compilation());
      assertEquals(Models.toConfig(clone).get("config"), Models.toConfig(model).get("config"));
      assertNotEquals(model.weightValues(), clone.weightValues());
      assertEquals(clone.weightValues(), parsed.weightValues());
      assertEquals(parsed.evaluate(Zoo.rows(4)).keySet(), model.evaluate(Zoo.rows(4)).keySet());
    }
  }

  @Test
  void layersOfOtherElementTypes() {
    Path file = folder.resolve("a.keras");
    Dense half = dense(3);
    half.setDtypePolicy(DtypePolicy.parse(new JsonPrimitive("float16")));
    Dense brain = dense(4);
    brain.setDtypePolicy(DtypePolicy.parse(new JsonPrimitive("bfloat16")));
    Dense mixed = dense(5);
    mixed.setDtypePolicy(DtypePolicy.parse(new JsonPrimitive("mixed_float16")));
    try (Sequential model = new Sequential(input(2), half, brain, mixed)) {
      model.on("reference");
      Saving.saveModel(model, file);
      try (Model read = Saving.loadModel(file).on("reference")) {
        assertEquals(model.weightValues(), read.weightValues());
        assertEquals(
            List.of(DataType.FLOAT16, DataType.BFLOAT16, DataType.FLOAT32),
            Stream.of(0, 2, 4).map(i -> read.weights().get(i).type().dtype()).toList());
      }
    }
  }

  @Test
  void vocabulariesThatWereLearned() throws IOException {
    for (String mode : List.of("int", "multi_hot", "tf_idf")) {
      Path file = folder.resolve(mode + ".keras");
      IntegerLookup lookup = new IntegerLookup().outputMode(mode);
      lookup.adapt(TensorData.of(new long[] {7, 7, 7, 12, 12, 5}, 3, 2));
      InputLayer input = new InputLayer().batchShape(new Shape(-1, 2)).dtype("int64");
      TensorData rows = TensorData.of(new long[] {7, 5, 12, 9}, 2, 2);
      try (Sequential model = new Sequential(input, lookup)) {
        List<TensorData> expected = model.on("reference").predictOnBatch(rows);
        Saving.saveModel(model, file);
        try (KerasArchive archive = new KerasArchive(file)) {
          assertEquals("-1\n7\n12\n5", archive.text("assets/layers/integer_lookup/vocabulary.txt"));
        }
        try (Model read = Saving.loadModel(file).on("reference")) {
          assertEquals(expected, read.predictOnBatch(rows), mode);
        }
      }
    }
  }

  @Test
  void theFormatAsKeras213WroteIt() throws IOException {
    String config =
        """
        {"module": "keras", "class_name": "Sequential", "config": {"name": "old", "layers": [
          {"module": "keras.layers", "class_name": "InputLayer", "config":
            {"batch_input_shape": [null, 2], "dtype": "float32", "sparse": false, "ragged": false,
             "name": "in"}, "registered_name": null},
          {"module": "keras.layers", "class_name": "Dense", "config":
            {"name": "d", "trainable": true, "dtype": "float32", "units": 3, "activation": "relu",
             "use_bias": true}, "registered_name": null, "build_config": {"input_shape": [null, 2]}}
        ]}, "registered_name": null, "build_config": {"input_shape": [null, 2]}, "compile_config":
        {"optimizer": {"module": "keras.optimizers", "class_name": "Adam", "config":
          {"name": "Adam", "learning_rate": 0.5, "is_legacy_optimizer": false},
          "registered_name": null}, "loss": "mse", "metrics": null, "loss_weights": null,
          "weighted_metrics": null, "run_eagerly": null}}
        """;
    Hdf5Group root = new Hdf5Group();
    TensorData kernel = TensorData.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    root.putDataset("_layer_checkpoint_dependencies/dense/vars/0", kernel);
    root.putDataset("_layer_checkpoint_dependencies/dense/vars/1", TensorData.of(new float[3], 3));
    Path weights = folder.resolve("w.h5");
    Hdf5Writer.write(root, weights);
    Path file = folder.resolve("old.keras");
    KerasArchive.write(file, "{\"keras_version\": \"2.13.1\"}", config, weights, Map.of());
    try (Model model = Saving.loadModel(file).on("reference")) {
      assertEquals(kernel, model.weightValues().get(0));
      assertTrue(model.toJson().contains("\"learning_rate\":0.5"));
    }
  }

  @Test
  void placesByTheNamesOfKerassSources() {
    KerasTensor x = Layers.inputTensor(3, 4);
    KerasTensor y = Layers.groupQueryAttention(2, 2, 1).applyAll(List.of(x, x), Map.of()).get(0);
    try (Model model = new Model(List.of(x), List.of(y))) {
      assertEquals(
          List.of(
              "",
              "layers/input_layer",
              "layers/grouped_query_attention",
              "layers/grouped_query_attention/_query_dense",
              "layers/grouped_query_attention/_key_dense",
              "layers/grouped_query_attention/_value_dense",
              "layers/grouped_query_attention/_output_dense"),
          Saveables.of(model).stream().map(Saveable::path).toList());
    }
  }

  /** A layer of a user's. */
  private static final class Scale extends Layer {
    private Weight factor;

    @Override
    protected void build(List<Shape> inputs) {
      factor = addWeight("factor", new Shape(inputs.get(0).tail()), Initializers.ones());
    }

    @Override
    protected Tensor call(Tensor x, Call call) {
      return Ops.multiply(x, call.read(factor));
    }
  }

  @Test
  void aLayerOfTheUsers() {
    Layers.REGISTRY.addCustom("my_package", "Scale", Scale::new);
    Path file = folder.resolve("a.keras");
    try (Sequential model = new Sequential(input(2), new Scale())) {
      model.on("reference").setWeights(List.of(new float[] {3, 4}));
      Saving.saveModel(model, file);
      try (Model read = Saving.loadModel(file).on("reference")) {
        assertEquals(model.weightValues(), read.weightValues());
        assertTrue(read.toJson().contains("\"registered_name\":\"my_package>Scale\""));
      }
    }
  }

  @Test
  void clonesOfOtherLayers() {
    try (Model model = Zoo.model();
        Model wider =
            Models.cloneModel(
                model,
                layer -> {
                  JsonObject config = layer.getConfig();
                  if (layer.name().equals("value")) {
                    config.addProperty("units", 2);
                  }
                  return Layers.REGISTRY.create(layer.className(), config);
                });
        Sequential stack = new Sequential(dense(3), dense(2));
        Model copy = Models.cloneModel(stack.build(-1, 4))) {
      assertEquals(new Shape(-1, 2), wider.outputs().get(1).shape());
      assertEquals(model.layers().size(), wider.layers().size());
      assertEquals("zoo", wider.name());
      assertEquals(stack.outputs().get(0).shape(), copy.outputs().get(0).shape());
    }
  }

  @Test
  void aFailedSaveLeavesWhatWasThere() throws IOException {
    Path file = folder.resolve("model.keras");
    Files.writeString(file, "what was there");
    Sequential closed = new Sequential(input(2), dense(2));
    closed.on("reference").close();
    refused(() -> Saving.saveModel(closed, file), "model.keras", "closed");
    assertEquals("what was there", Files.readString(file));
    assertEquals(Set.of("model.keras"), names());
    try (Sequential model = new Sequential(input(2), dense(2))) {
      model.on("reference");
      refused(() -> Saving.saveModel(model, folder.resolve("none/model.keras")), "make it first");
      refused(() -> Saving.saveModel(model, folder.resolve("model.zip")), ".keras", "model.zip");
      refused(() -> Saving.saveWeights(model, folder.resolve("model.h6")), ".weights.h5");
      refused(() -> Saving.saveWeights(model, file), "whole model");
      Saving.saveModel(model, file);
      Saving.loadModel(file).close();
    }
  }
}
