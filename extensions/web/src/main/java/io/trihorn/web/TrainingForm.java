package io.trihorn.web;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Configurable;
import io.trihorn.config.JsonParts;
import io.trihorn.config.Registry;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.normalization.BatchNormalization;
import io.trihorn.losses.Losses;
import io.trihorn.metrics.Metrics;
import io.trihorn.model.Model;
import io.trihorn.model.Models;
import io.trihorn.saving.legacy.Era;
import io.trihorn.saving.legacy.OldTraining;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a model is compiled with in the form of TensorFlow.js, and back. */
final class TrainingForm {
  /** Names there of losses, by Keras's classes. */
  private static final Map<String, String> LOSSES =
      Map.ofEntries(
          Map.entry("MeanSquaredError", "mean_squared_error"),
          Map.entry("MeanAbsoluteError", "mean_absolute_error"),
          Map.entry("MeanAbsolutePercentageError", "mean_absolute_percentage_error"),
          Map.entry("MeanSquaredLogarithmicError", "mean_squared_logarithmic_error"),
          Map.entry("SquaredHinge", "squared_hinge"),
          Map.entry("Hinge", "hinge"),
          Map.entry("CategoricalHinge", "categorical_hinge"),
          Map.entry("LogCosh", "logcosh"),
          Map.entry("CategoricalCrossentropy", "categorical_crossentropy"),
          Map.entry("SparseCategoricalCrossentropy", "sparse_categorical_crossentropy"),
          Map.entry("BinaryCrossentropy", "binary_crossentropy"),
          Map.entry("KLDivergence", "kullback_leibler_divergence"),
          Map.entry("Poisson", "poisson"),
          Map.entry("CosineSimilarity", "cosine_proximity"));

  /** Names here of losses that Keras 3 knows by another name than Keras 2. */
  private static final Map<String, String> RENAMED =
      Map.of("logcosh", "log_cosh", "kullback_leibler_divergence", "kl_divergence");

  private static final Map<String, String> METRICS =
      Map.of(
          "BinaryAccuracy", "binary_accuracy",
          "CategoricalAccuracy", "categorical_accuracy",
          "CategoricalCrossentropy", "categorical_crossentropy",
          "SparseCategoricalCrossentropy", "sparse_categorical_crossentropy",
          "MeanSquaredError", "mse",
          "MeanAbsoluteError", "mae",
          "MeanAbsolutePercentageError", "mape");

  private static final Set<String> BY_OUTPUT = Set.of("accuracy", "acc");

  private TrainingForm() {}

  /** The {@code trainingConfig}; what TensorFlow.js does not have is added to the problems. */
  static JsonObject write(Model model, Problems problems) {
    JsonObject compiled = Models.toConfig(model).getAsJsonObject("compile_config");
    JsonObject training = new JsonObject();
    training.add(
        "optimizer_config", OptimizerForm.write(compiled.getAsJsonObject("optimizer"), problems));
    training.add("loss", each(compiled.get("loss"), e -> loss(e, problems)));
    training.add("metrics", each(compiled.get("metrics"), e -> metric(e, problems)));
    for (String key : List.of("loss_weights", "weighted_metrics")) {
      if (!compiled.get(key).isJsonNull()) {
        problems.add("it has no " + key + " when a model is loaded");
      }
    }
    Masks.check(model, true, problems);
    normalizations(model, problems);
    return training;
  }

  /**
   * Batch normalization trains there only with both of its weights, and frozen as if it were not.
   */
  private static void normalizations(Model model, Problems problems) {
    for (Layer layer : model.layers()) {
      if (layer instanceof Model nested) {
        normalizations(nested, problems);
      } else if (layer instanceof BatchNormalization) {
        JsonObject config = layer.getConfig();
        boolean whole = config.get("scale").getAsBoolean() && config.get("center").getAsBoolean();
        if (!whole || !layer.isTrainable()) {
          problems.add(
              layer.className(),
              layer.name(),
              "it can be trained with only if it has scale and center and is not frozen; save it"
                  + " without what the model is compiled with");
        }
      }
    }
  }

  private interface Rule {
    JsonElement apply(JsonElement leaf);
  }

  private static JsonElement each(JsonElement e, Rule rule) {
    if (e.isJsonNull()) {
      return JsonNull.INSTANCE;
    }
    if (e.isJsonArray()) {
      JsonArray list = new JsonArray();
      e.getAsJsonArray().forEach(item -> list.add(each(item, rule)));
      return list;
    }
    return rule.apply(e);
  }

  private static JsonElement loss(JsonElement e, Problems problems) {
    return named("loss", e, Losses.REGISTRY, LOSSES, problems);
  }

  private static JsonElement metric(JsonElement e, Problems problems) {
    return e.isJsonPrimitive() && BY_OUTPUT.contains(e.getAsString())
        ? e
        : named("metric", e, Metrics.REGISTRY, METRICS, problems);
  }

  /** The name there of something that has all its options as they are by default. */
  private static <T extends Configurable> JsonElement named(
      String what,
      JsonElement e,
      Registry<T> registry,
      Map<String, String> names,
      Problems problems) {
    T object = e.isJsonPrimitive() ? registry.create(e.getAsString()) : registry.deserialize(e);
    JsonObject serialized = registry.serialize(object).getAsJsonObject();
    String className = serialized.get("class_name").getAsString();
    String name = names.get(className);
    if (name == null) {
      problems.add(what + " " + className + ": there is no such one");
      return e;
    }
    JsonObject plain = registry.serialize(registry.create(className)).getAsJsonObject();
    JsonObject options = serialized.getAsJsonObject("config").deepCopy();
    options.remove("name");
    plain.getAsJsonObject("config").remove("name");
    if (!options.equals(plain.get("config"))) {
      problems.add(what + " " + className + ": it has no options, but they are " + options);
    }
    return new JsonPrimitive(name);
  }

  /** A {@code trainingConfig} as Keras 3's {@code compile_config}. */
  static JsonObject read(JsonObject training) {
    JsonObject old = training.deepCopy();
    old.add("optimizer_config", OptimizerForm.read(training.get("optimizer_config")));
    JsonElement loss = training.get("loss");
    if (loss != null && !loss.isJsonNull()) {
      old.add("loss", renamed(loss));
    }
    return OldTraining.toKeras3(old, Era.KERAS2);
  }

  private static JsonElement renamed(JsonElement loss) {
    if (loss.isJsonObject()) {
      JsonObject byOutput = new JsonObject();
      loss.getAsJsonObject()
          .entrySet()
          .forEach(e -> byOutput.add(e.getKey(), renamed(e.getValue())));
      return byOutput;
    }
    return each(
        loss,
        e -> {
          String name = JsonParts.text("a loss", e);
          return new JsonPrimitive(RENAMED.getOrDefault(name, name));
        });
  }
}
