package io.trihorn.testkit.conformance;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.globalAveragePooling1d;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.textVectorization;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.config.Config;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.preprocessing.text.TextVectorization;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.saving.Saving;
import io.trihorn.testkit.ResourceFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models whose inputs are texts. Those of files were written by Keras 3.15, with what it predicts,
 * by {@code testkit/src/test/python/text_models.py}: vocabularies learned and given, several
 * layers, hashes of texts and of numbers, layers of texts in a model inside and before one.
 */
public abstract class TextModelsConformance {
  private static final Path FOLDER = ResourceFolder.of(TextModelsConformance.class, "text-models");
  private static final String[] TEXTS = {
    "good film", "bad film", "a good one", "bad, bad!", "so good", "how bad"
  };
  private static final int[] LABELS = {1, 0, 1, 0, 1, 0};

  /** The backend's name. */
  protected abstract String backend();

  private Model loaded(Path file) {
    return Saving.loadModel(file).on(backend());
  }

  @ParameterizedTest
  @ValueSource(strings = {"embedded", "open_length", "features", "end_to_end", "nested"})
  void modelsOfKerasPredictTheSame(String name, @TempDir Path directory) throws IOException {
    JsonObject one =
        JsonParser.parseString(Files.readString(FOLDER.resolve("cases.json")))
            .getAsJsonObject()
            .getAsJsonObject(name);
    Path again = directory.resolve("again.keras");
    try (Model model = loaded(FOLDER.resolve(name + ".keras"))) {
      check(model, one);
      Saving.saveModel(model, again);
    }
    try (Model model = loaded(again)) {
      check(model, one);
    }
  }

  private static void check(Model model, JsonObject expected) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> e : expected.getAsJsonObject("inputs").entrySet()) {
      JsonArray values = e.getValue().getAsJsonArray();
      boolean texts = values.get(0).getAsJsonPrimitive().isString();
      boolean whole = e.getKey().equals("code");
      inputs.put(
          e.getKey(),
          texts
              ? Config.list(values, JsonElement::getAsString)
              : whole
                  ? Config.list(values, JsonElement::getAsInt)
                  : Config.list(values, JsonElement::getAsFloat));
    }
    NDArray y = model.predict(inputs.size() == 1 ? inputs.values().iterator().next() : inputs);
    List<Double> values = Config.list(expected.get("output"), JsonElement::getAsDouble);
    assertEquals(
        Config.list(expected.get("shape"), JsonElement::getAsLong),
        Config.list(Config.toJson(y.getShape()), JsonElement::getAsLong));
    float[] wanted = new float[values.size()];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = values.get(i).floatValue();
    }
    assertArrayEquals(wanted, y.toFloatArray(), 2e-6f);
  }

  private static TextVectorization vectorize() {
    TextVectorization layer = textVectorization().outputSequenceLength(4);
    layer.adapt(TEXTS);
    return layer;
  }

  private Sequential classifier(TextVectorization vectorize, int rows) {
    Sequential model =
        new Sequential(
            input(1).dtype("string"),
            vectorize,
            embedding(rows, 4).name("words"),
            globalAveragePooling1d(),
            dense(1, "sigmoid"));
    model.on(backend());
    return model;
  }

  @Test
  void textsAreLearnedFromAndSaved(@TempDir Path directory) {
    Path file = directory.resolve("texts.keras");
    TextVectorization vectorize = vectorize();
    try (Sequential model = classifier(vectorize, vectorize.vocabularySize())) {
      model.compile("adam", "binary_crossentropy", "accuracy");
      model.setLearningRate(0.1);
      model.fit(
          TEXTS, LABELS, FitOptions.epochs(40).batchSize(4).validationSplit(0.34).verbose(false));
      assertEquals(1, model.evaluate(TEXTS, LABELS).get("accuracy"));
      float[] y = model.predict(TEXTS).toFloatArray();
      assertArrayEquals(y, model.predict(List.of(TEXTS)).toFloatArray());
      Saving.saveModel(model, file);
      try (Model read = loaded(file)) {
        assertArrayEquals(y, read.predict(TEXTS).toFloatArray());
        read.fit(TEXTS, LABELS, FitOptions.epochs(1).verbose(false));
      }
    }
  }

  @Test
  void theFirstTextsGiveTheShape() {
    TextVectorization vectorize = vectorize();
    try (Sequential model =
        new Sequential(
            vectorize, embedding(vectorize.vocabularySize(), 2), globalAveragePooling1d())) {
      model.on(backend());
      assertEquals(new Shape(2, 2), model.predict(new String[] {"good", "bad"}).getShape());
    }
  }

  @Test
  void tooSmallAnEmbeddingIsTold() {
    try (Sequential model = classifier(vectorize(), 5)) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> model.predict(TEXTS));
      assertTrue(e.getMessage().contains("layer 'words': index"), e.getMessage());
    }
  }

  @Test
  void whatIsNotTextIsTold() {
    try (Sequential model = classifier(vectorize(), 20)) {
      ShapeException numbers =
          assertThrows(ShapeException.class, () -> model.predict(new float[] {1, 2}));
      assertTrue(
          numbers.getMessage().contains("takes texts, but got float32[2]"), () -> "" + numbers);
      ShapeException one = assertThrows(ShapeException.class, () -> model.predict("good"));
      assertTrue(one.getMessage().contains("new String[] {text}"), () -> "" + one);
    }
  }
}
