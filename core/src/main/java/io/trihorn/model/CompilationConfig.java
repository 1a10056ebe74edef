package io.trihorn.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.losses.Loss;
import io.trihorn.losses.Losses;
import io.trihorn.metrics.Metrics;
import io.trihorn.model.Compilation.LossSpec;
import io.trihorn.model.Compilation.MetricSpec;
import io.trihorn.optimizers.Optimizers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a model was compiled with, from Keras's {@code compile_config}. Losses, their weights and
 * metrics are one for all outputs, a list in the order of the outputs, or an object by output name.
 */
public final class CompilationConfig {
  private CompilationConfig() {}

  /**
   * Reads a compile configuration.
   *
   * @param outputNames the names of the model's outputs, in order
   * @throws ConfigException if something in it is unknown
   */
  public static Compilation read(JsonObject config, List<String> outputNames) {
    // Keras writes no optimizer where none was given, and takes this one then.
    Compilation compilation =
        new Compilation(
            config.has("optimizer")
                ? Optimizers.REGISTRY.deserialize(config.get("optimizer"))
                : Optimizers.get("rmsprop"));
    for (JsonElement loss : perOutput(config.get("loss"), outputNames)) {
      if (loss != null && loss.isJsonPrimitive()) {
        compilation.loss(loss.getAsString());
      } else {
        compilation.loss(loss == null ? (Loss) null : Losses.REGISTRY.deserialize(loss));
      }
    }
    List<JsonElement> weights = perOutput(config.get("loss_weights"), outputNames);
    if (!weights.isEmpty()) {
      compilation.lossWeights(
          weights.stream().mapToDouble(w -> w == null ? 1 : Config.number(w)).toArray());
    }
    if (isGiven(config.get("metrics")) || isGiven(config.get("weighted_metrics"))) {
      compilation.metricsGiven();
    }
    metrics(config.get("metrics"), outputNames).forEach(compilation::addMetrics);
    metrics(config.get("weighted_metrics"), outputNames).forEach(compilation::addWeightedMetrics);
    JsonElement steps = config.get("steps_per_execution");
    // Keras writes 1 where nothing was set.
    if (steps != null && !steps.isJsonNull() && steps.getAsInt() != 1) {
      compilation.stepsPerExecution(steps.getAsInt());
    }
    return compilation;
  }

  private static boolean isGiven(JsonElement element) {
    return element != null && !element.isJsonNull();
  }

  /** One element for each output, or a single one for all; null where an output has none. */
  private static List<JsonElement> perOutput(JsonElement element, List<String> outputNames) {
    List<JsonElement> list = new ArrayList<>();
    if (!isGiven(element)) {
      return list;
    }
    if (element.isJsonArray()) {
      element.getAsJsonArray().forEach(e -> list.add(e.isJsonNull() ? null : e));
    } else if (element.isJsonObject() && !element.getAsJsonObject().has("class_name")) {
      outputNames.forEach(name -> list.add(element.getAsJsonObject().get(name)));
    } else {
      list.add(element);
    }
    return list;
  }

  private static List<List<MetricSpec>> metrics(JsonElement element, List<String> outputNames) {
    List<List<MetricSpec>> all = new ArrayList<>();
    if (element == null || element.isJsonNull()) {
      return all;
    }
    boolean flat = element.isJsonArray() && !nested(element.getAsJsonArray());
    if (flat) {
      all.add(specs(element));
    } else {
      perOutput(element, outputNames).forEach(e -> all.add(e == null ? List.of() : specs(e)));
    }
    return all;
  }

  private static boolean nested(JsonArray array) {
    for (JsonElement e : array) {
      if (e.isJsonArray()) {
        return true;
      }
    }
    return false;
  }

  private static List<MetricSpec> specs(JsonElement element) {
    List<MetricSpec> specs = new ArrayList<>();
    List<JsonElement> elements = Config.list(element, e -> e);
    for (JsonElement e : elements) {
      specs.add(
          e.isJsonPrimitive()
              ? new MetricSpec(e.getAsString(), null)
              : new MetricSpec(null, Metrics.REGISTRY.deserialize(e)));
    }
    return specs;
  }

  /**
   * Writes a compile configuration: names where names were given, objects where objects were.
   *
   * @param outputs the number of the model's outputs
   */
  public static JsonObject write(Compilation compilation, int outputs) {
    JsonObject config = new JsonObject();
    config.add("optimizer", Optimizers.REGISTRY.serialize(compilation.optimizer()));
    config.add("loss", one(compilation.losses(), CompilationConfig::loss));
    JsonElement weights = array(compilation.lossWeights(), JsonPrimitive::new);
    config.add("loss_weights", compilation.lossWeights().isEmpty() ? JsonNull.INSTANCE : weights);
    config.add("metrics", metrics(compilation.metrics(), outputs));
    config.add("weighted_metrics", metrics(compilation.weightedMetrics(), outputs));
    config.addProperty("run_eagerly", false);
    config.addProperty("steps_per_execution", compilation.stepsPerExecution());
    config.addProperty("jit_compile", true);
    return config;
  }

  private static JsonElement loss(LossSpec spec) {
    return spec.name() == null
        ? Losses.REGISTRY.serialize(spec.loss())
        : new JsonPrimitive(spec.name());
  }

  private static JsonElement metrics(List<List<MetricSpec>> all, int outputs) {
    if (all.stream().allMatch(List::isEmpty)) {
      return JsonNull.INSTANCE;
    }
    return outputs == 1 ? metrics(all.get(0)) : array(all, CompilationConfig::metrics);
  }

  private static JsonElement metrics(List<MetricSpec> specs) {
    return array(
        specs,
        spec ->
            spec.metric() == null
                ? new JsonPrimitive(spec.name())
                : Metrics.REGISTRY.serialize(spec.metric()));
  }

  /** Nothing, the only element, or the list of them. */
  private static <T> JsonElement one(List<T> values, Function<T, JsonElement> write) {
    return switch (values.size()) {
      case 0 -> JsonNull.INSTANCE;
      case 1 -> write.apply(values.get(0));
      default -> array(values, write);
    };
  }

  private static <T> JsonArray array(List<T> values, Function<T, JsonElement> write) {
    JsonArray array = new JsonArray();
    values.forEach(value -> array.add(write.apply(value)));
    return array;
  }
}
