package io.trihorn.saving.legacy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.ConfigException;
import io.trihorn.config.JsonParts;
import io.trihorn.config.Names;
import io.trihorn.metrics.Metrics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The {@code training_config} of legacy files in the form of Keras 3's {@code compile_config}. */
public final class OldTraining {
  private static final Map<String, String> LOSSES = Map.of("cosine_proximity", "cosine_similarity");

  /** Wrappers around a function of two tensors, whose name is the metric's. */
  private static final Set<String> WRAPPERS =
      Set.of("MeanMetricWrapper", "SumOverBatchSizeMetricWrapper");

  private static final Set<String> ACCURACIES =
      Set.of("binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy");

  /** What depends on the shapes of the targets, and keeps its name. */
  private static final Set<String> BY_OUTPUT = Set.of("accuracy", "acc", "crossentropy", "ce");

  private OldTraining() {}

  /**
   * {@code {optimizer, loss, loss_weights, metrics, weighted_metrics}} of a training configuration.
   *
   * @throws ConfigException if it is none
   */
  public static JsonObject toKeras3(JsonObject training, Era era) {
    JsonObject compile = new JsonObject();
    JsonObject optimizer =
        JsonParts.object("optimizer_config", training.get("optimizer_config")).deepCopy();
    compile.add("optimizer", era == Era.KERAS3 ? optimizer : optimizer(optimizer));
    compile.add("loss", each(training.get("loss"), OldTraining::loss));
    for (String key : List.of("metrics", "weighted_metrics")) {
      compile.add(key, each(training.get(key), OldTraining::metric));
    }
    JsonElement weights = training.get("loss_weights");
    compile.add("loss_weights", weights == null ? JsonNull.INSTANCE : weights);
    return compile;
  }

  /** Applies a rule to each leaf of a value, of a list or of an object by output name. */
  private static JsonElement each(JsonElement e, UnaryOperator<JsonElement> rule) {
    if (e == null || e.isJsonNull()) {
      return JsonNull.INSTANCE;
    }
    if (e.isJsonArray()) {
      JsonArray array = new JsonArray();
      e.getAsJsonArray().forEach(item -> array.add(each(item, rule)));
      return array;
    }
    if (e.isJsonObject() && !e.getAsJsonObject().has("class_name")) {
      JsonObject json = new JsonObject();
      e.getAsJsonObject()
          .entrySet()
          .forEach(entry -> json.add(entry.getKey(), each(entry.getValue(), rule)));
      return json;
    }
    return rule.apply(e);
  }

  private static JsonElement loss(JsonElement e) {
    if (e.isJsonPrimitive()) {
      return new JsonPrimitive(LOSSES.getOrDefault(e.getAsString(), e.getAsString()));
    }
    JsonObject json = e.getAsJsonObject().deepCopy();
    JsonElement config = json.get("config");
    if (config != null && config.isJsonObject()) {
      JsonElement reduction = config.getAsJsonObject().get("reduction");
      if (Json.isText(reduction) && reduction.getAsString().equals("auto")) {
        config.getAsJsonObject().addProperty("reduction", "sum_over_batch_size");
      }
    }
    return json;
  }

  private static JsonElement metric(JsonElement e) {
    if (!e.isJsonObject()) {
      return named(e.getAsString());
    }
    JsonObject json = e.getAsJsonObject();
    if (!WRAPPERS.contains(JsonParts.text("class_name of a metric", json.get("class_name")))) {
      return e;
    }
    JsonObject config = JsonParts.object("config of a metric", json.get("config"));
    String function = JsonParts.text("fn of a metric", config.get("fn"));
    String name = Json.isText(config.get("name")) ? config.get("name").getAsString() : function;
    return ACCURACIES.contains(function) ? accuracy(function, name) : new JsonPrimitive(function);
  }

  /**
   * A metric by name. Keras makes an object of it, which logs have by its class's name ({@code
   * mean_squared_error}) and not by that in the file ({@code mse}).
   */
  private static JsonElement named(String name) {
    return !BY_OUTPUT.contains(name) && Metrics.REGISTRY.has(name)
        ? Metrics.REGISTRY.serialize(Metrics.REGISTRY.create(name))
        : new JsonPrimitive(name);
  }

  /** {@code binary_accuracy} as the class {@code BinaryAccuracy}. */
  private static JsonObject accuracy(String function, String name) {
    StringBuilder className = new StringBuilder();
    for (String word : function.split("_")) {
      className.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    JsonObject config = new JsonObject();
    config.addProperty("name", name);
    return OldValues.serialized(className.toString(), config);
  }

  /**
   * {@code lr} and {@code decay}, which made the rate of step t {@code lr / (1 + decay t)}. An
   * {@code epsilon} of null is the default of Keras 2, 1e-7.
   */
  private static JsonObject optimizer(JsonObject json) {
    JsonElement className = json.get("class_name");
    JsonObject config = JsonParts.object("config of an optimizer", json.get("config"));
    OldLayer optimizer =
        new OldLayer(JsonParts.text("class_name of an optimizer", className), config);
    Edit.rename("lr", "learning_rate").apply(optimizer);
    Edit.rename("clip_norm", "clipnorm").apply(optimizer);
    double decay = optimizer.number("decay");
    JsonElement rate = config.get("learning_rate");
    if (decay != 0 && Json.isNumber(rate)) {
      JsonObject schedule = new JsonObject();
      schedule.add("initial_learning_rate", rate);
      schedule.addProperty("decay_steps", 1);
      schedule.addProperty("decay_rate", decay);
      schedule.addProperty("staircase", false);
      config.add("learning_rate", OldValues.serialized("InverseTimeDecay", schedule));
    }
    if (config.has("epsilon") && config.get("epsilon").isJsonNull()) {
      config.addProperty("epsilon", 1e-7);
    }
    if (!optimizer.has("name")) {
      config.addProperty("name", Names.snake(optimizer.className()));
    }
    return OldValues.serialized(optimizer.className(), config);
  }
}
