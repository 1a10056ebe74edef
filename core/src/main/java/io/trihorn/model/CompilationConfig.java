package io.trihorn.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.losses.Loss;
import io.trihorn.losses.Losses;
import io.trihorn.metrics.Metrics;
import io.trihorn.model.Compilation.MetricSpec;
import io.trihorn.optimizers.Optimizers;
import java.util.ArrayList;
import java.util.List;

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
    Compilation compilation =
        new Compilation(Optimizers.REGISTRY.deserialize(config.get("optimizer")));
    for (JsonElement loss : perOutput(config.get("loss"), outputNames)) {
      compilation.loss(loss == null ? (Loss) null : Losses.REGISTRY.deserialize(loss));
    }
    List<JsonElement> weights = perOutput(config.get("loss_weights"), outputNames);
    if (!weights.isEmpty()) {
      compilation.lossWeights(
          weights.stream().mapToDouble(w -> w == null ? 1 : Config.number(w)).toArray());
    }
    metrics(config.get("metrics"), outputNames).forEach(compilation::addMetrics);
    metrics(config.get("weighted_metrics"), outputNames).forEach(compilation::addWeightedMetrics);
    return compilation;
  }

  /** One element for each output, or a single one for all; null where an output has none. */
  private static List<JsonElement> perOutput(JsonElement element, List<String> outputNames) {
    List<JsonElement> list = new ArrayList<>();
    if (element == null || element.isJsonNull()) {
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
}
