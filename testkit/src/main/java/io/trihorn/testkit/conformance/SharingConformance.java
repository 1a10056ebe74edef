package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.losses.Losses;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.Optimizers;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Models that share layers read and train the same weights, as Keras does: {@code sharing_cases.py}
 * made the numbers. Extend it in the backend's module.
 */
public abstract class SharingConformance {
  private static final Tolerance TOLERANCE = new Tolerance(2e-5, 2e-6);
  private static final JsonObject CASES = read();
  private final TensorData x = floats(CASES.getAsJsonObject("x"));
  private final TensorData labels = labels(CASES.getAsJsonArray("labels"));
  private final List<Double> losses = new ArrayList<>();

  /** The name of the backend under test. */
  protected abstract String backend();

  private static JsonObject read() {
    try (Reader reader =
        new InputStreamReader(
            SharingConformance.class.getResourceAsStream("sharing.json"), StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TensorData floats(JsonObject json) {
    JsonArray values = json.getAsJsonArray("values");
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).getAsFloat();
    }
    JsonArray shape = json.getAsJsonArray("shape");
    long[] dims = new long[shape.size()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = shape.get(i).getAsLong();
    }
    return TensorData.of(floats, dims);
  }

  private static List<TensorData> all(JsonObject of, String key) {
    List<TensorData> all = new ArrayList<>();
    of.getAsJsonArray(key).forEach(e -> all.add(floats(e.getAsJsonObject())));
    return all;
  }

  private static TensorData labels(JsonArray values) {
    int[] ints = new int[values.size()];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = values.get(i).getAsInt();
    }
    return TensorData.of(ints, ints.length, 1);
  }

  private static Optimizer optimizer(String name, Map<String, ?> attributes) {
    return Optimizers.get(name, attributes);
  }

  private void steps(int count, Model model, Object inputs, Object targets) {
    for (int i = 0; i < count; i++) {
      model.resetMetrics();
      losses.add(model.trainOnBatch(inputs, targets).get("loss"));
    }
  }

  private void checkLosses(JsonObject expected) {
    JsonArray all = expected.getAsJsonArray("losses");
    assertEquals(all.size(), losses.size());
    for (int i = 0; i < all.size(); i++) {
      assertEquals(all.get(i).getAsDouble(), losses.get(i), 2e-5, "loss " + i);
    }
  }

  private static void check(String what, List<TensorData> expected, List<TensorData> actual) {
    assertEquals(expected.size(), actual.size(), what);
    for (int i = 0; i < expected.size(); i++) {
      Comparison.check(what + " " + i, actual.get(i), expected.get(i), TOLERANCE);
    }
  }

  private static TensorData predict(Model model, TensorData inputs) {
    return model.predictOnBatch(inputs).get(0);
  }

  @Test
  void encoderAndClassifierTrainTheAutoencodersWeights() {
    JsonObject expected = CASES.getAsJsonObject("autoencoder");
    KerasTensor in = Layers.inputTensor(Layers.input(6));
    KerasTensor wide = Layers.dense(5, "tanh").name("wide").apply(in);
    KerasTensor code = Layers.dense(3, "tanh").name("code").apply(wide);
    try (Model whole = new Model(in, Layers.dense(6).name("decode").apply(code));
        Model encoder = new Model(in, code);
        Model classifier =
            new Model(in, Layers.dense(3, "softmax").name("head").apply(encoder.output()))) {
      classifier.on(backend());
      whole.setWeights(all(expected, "initial"));
      classifier.setVariableValues(classifier.layer("head").weights(), all(expected, "head"));
      whole.compile(
          optimizer("sgd", Map.of("learning_rate", 0.1, "momentum", 0.9)),
          Losses.get("mean_squared_error"));
      classifier.compile(
          optimizer("adam", Map.of("learning_rate", 0.05)),
          Losses.get("sparse_categorical_crossentropy"));
      steps(4, whole, x, x);
      check(
          "codes",
          List.of(floats(expected.getAsJsonObject("codes"))),
          List.of(predict(encoder, x)));
      steps(3, classifier, x, labels);
      steps(2, whole, x, x);
      checkLosses(expected);
      check("autoencoder", all(expected, "whole"), whole.weightValues());
      check("classifier", all(expected, "classifier"), classifier.weightValues());
      assertEquals(backend(), whole.backend().name());
      closeEarly(whole);
      check(
          "predictions",
          List.of(floats(expected.getAsJsonObject("predictions"))),
          List.of(predict(classifier, x)));
    }
  }

  @Test
  void trainedBaseGetsANewHead() {
    JsonObject expected = CASES.getAsJsonObject("fine_tuning");
    try (Sequential base =
        new Sequential(Layers.input(6), Layers.dense(5, "relu"), Layers.dense(4, "tanh"))) {
      base.on(backend());
      base.setWeights(all(expected, "initial"));
      base.compile(
          optimizer("adam", Map.of("learning_rate", 0.02)), Losses.get("mean_squared_error"));
      steps(3, base, x, columns(x, 4));
      base.setTrainable(false);
      try (Sequential model = new Sequential(base, Layers.dense(3, "softmax").name("head"))) {
        model.setVariableValues(model.layer("head").weights(), all(expected, "head"));
        model.compile(
            optimizer("adam", Map.of("learning_rate", 0.1)),
            Losses.get("sparse_categorical_crossentropy"));
        steps(3, model, x, labels);
        check("frozen base", all(expected, "frozen"), base.weightValues());
        base.setTrainable(true);
        model.compile(
            optimizer("adam", Map.of("learning_rate", 0.01)),
            Losses.get("sparse_categorical_crossentropy"));
        steps(3, model, x, labels);
        checkLosses(expected);
        check("base", all(expected, "base"), base.weightValues());
        check("model", all(expected, "model"), model.weightValues());
      }
      check("base alone", all(expected, "base"), base.weightValues());
    }
  }

  private static TensorData columns(TensorData matrix, int count) {
    int rows = (int) matrix.type().dim(0);
    int width = (int) matrix.type().dim(1);
    float[] values = new float[rows * count];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) matrix.getDouble((long) (i / count) * width + i % count);
    }
    return TensorData.of(values, rows, count);
  }

  @Test
  void adversariesTrainInTurn() {
    JsonObject expected = CASES.getAsJsonObject("adversaries");
    Sequential critic =
        new Sequential(Layers.input(6), Layers.dense(4, "tanh"), Layers.dense(1, "sigmoid"));
    Sequential generator =
        new Sequential(Layers.input(2), Layers.dense(4, "tanh"), Layers.dense(6));
    critic.assignName("critic");
    generator.assignName("generator");
    KerasTensor noise = Layers.inputTensor(Layers.input(2));
    Model joined = new Model(noise, critic.apply(generator.apply(noise)));
    try (critic;
        generator;
        joined) {
      generator.on(backend());
      critic.setWeights(all(expected, "critic"));
      generator.setWeights(all(expected, "generator"));
      critic.compile(
          optimizer("rmsprop", Map.of("learning_rate", 0.01)), Losses.get("binary_crossentropy"));
      joined.compile(
          optimizer("adam", Map.of("learning_rate", 0.02)), Losses.get("binary_crossentropy"));
      TensorData noises = floats(expected.getAsJsonObject("noise"));
      TensorData ones = TensorData.of(new float[] {1, 1, 1, 1, 1, 1, 1, 1}, 8, 1);
      TensorData zeros = TensorData.of(new float[8], 8, 1);
      for (int round = 0; round < 3; round++) {
        critic.setTrainable(true);
        steps(1, critic, x, ones);
        steps(1, critic, predict(generator, noises), zeros);
        critic.setTrainable(false);
        steps(1, joined, noises, ones);
      }
      checkLosses(expected);
      check("critic", all(expected, "criticAfter"), critic.weightValues());
      check("generator", all(expected, "generatorAfter"), generator.weightValues());
    }
  }

  @Test
  void statesOfRecurrentLayersAreNoWeights() {
    JsonObject expected = CASES.getAsJsonObject("states");
    TensorData sequence = floats(expected.getAsJsonObject("x"));
    float[] first = new float[6];
    sequence.floats().get(first);
    try (Model trained = recurrent(4);
        Model sampler = recurrent(1)) {
      sampler.on(backend());
      trained.setWeights(all(expected, "initial"));
      sampler.setWeights(trained.getWeights());
      for (JsonElement row : expected.getAsJsonArray("rows")) {
        check(
            "row",
            List.of(floats(row.getAsJsonObject())),
            List.of(predict(sampler, TensorData.of(first, 1, 2, 3))));
      }
    }
  }

  private static Model recurrent(int batch) {
    return new Sequential(
        new InputLayer().batchShape(new Shape(batch, 2, 3)),
        Layers.gru(2).stateful(true),
        Layers.dropout(0.5),
        Layers.dense(1));
  }

  /** Closes one of the models that share, while the others go on. */
  private static void closeEarly(Model model) {
    model.close();
  }
}
