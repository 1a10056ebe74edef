package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.layers.base.DtypePolicy;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.ops.DTypes;
import io.trihorn.optimizers.LossScaleOptimizer;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.Optimizers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The element types of a model's layers, and the variables of its optimizer. */
final class ProgramPrecision {
  private ProgramPrecision() {}

  /** Compares the policies and types of layers, of the layers inside where they have variables. */
  static void policies(String where, Model model, JsonObject expected, ProgramChecks checks) {
    List<Layer> inside = new ArrayList<>();
    model.layers().forEach(layer -> flatten(layer, inside));
    for (JsonElement e : expected.getAsJsonArray("layers")) {
      JsonObject wanted = e.getAsJsonObject();
      String name = wanted.get("layer").getAsString();
      Map<String, String> variables = new TreeMap<>();
      wanted
          .getAsJsonObject("variables")
          .entrySet()
          .forEach(v -> variables.put(last(v.getKey()), v.getValue().getAsString()));
      String known = policy(wanted) + variables;
      if (wanted.get("output_dtype").isJsonArray()) {
        Layer layer = layer(model, name);
        checks.same(where + " " + name, policy(layer) + variables(layer), known);
        outputs(where + " outputs of " + name, layer.outputs(), wanted, checks);
      } else if (!variables.isEmpty()) {
        List<String> found =
            inside.stream()
                .filter(l -> l.name().equals(name))
                .map(l -> policy(l) + variables(l))
                .toList();
        checks.require(
            found.contains(known),
            where + " " + name + ": expected " + known + ", but got " + found);
      }
    }
    JsonObject whole = expected.getAsJsonObject("model");
    checks.same(
        where + " policy of the model",
        model.dtypePolicy().name(),
        whole.get("policy").getAsString());
    outputs(where + " outputs of the model", model.outputs(), whole, checks);
  }

  /** An input or another layer. */
  private static Layer layer(Model model, String name) {
    return model.inputs().stream()
        .map(KerasTensor::layer)
        .filter(input -> input.name().equals(name))
        .findFirst()
        .orElseGet(() -> model.layer(name));
  }

  private static void flatten(Layer layer, List<Layer> into) {
    into.add(layer);
    layer.children().forEach(child -> flatten(child, into));
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String policy(JsonObject wanted) {
    return "%s, computes in %s, stores %s"
        .formatted(
            wanted.get("policy").getAsString(),
            wanted.get("compute_dtype").getAsString(),
            wanted.get("variable_dtype").getAsString());
  }

  private static String policy(Layer layer) {
    DtypePolicy policy = layer.dtypePolicy();
    return "%s, computes in %s, stores %s"
        .formatted(policy.name(), DTypes.name(policy.compute()), DTypes.name(policy.variable()));
  }

  private static Map<String, String> variables(Layer layer) {
    Map<String, String> types = new TreeMap<>();
    layer
        .ownWeights()
        .forEach(w -> types.put(last(w.variable().name()), DTypes.name(w.type().dtype())));
    return types;
  }

  private static void outputs(
      String what, List<KerasTensor> outputs, JsonObject wanted, ProgramChecks checks) {
    checks.same(
        what,
        outputs.stream().map(t -> DTypes.name(t.dtype())).toList(),
        ProgramTrace.texts(wanted.getAsJsonArray("output_dtype")));
  }

  /** Compares the optimizer's class, attributes and variables. */
  static void optimizer(String where, Model model, JsonObject expected, ProgramChecks checks) {
    Optimizer optimizer = model.optimizer();
    checks.same(where + " class", optimizer.className(), expected.get("class_name").getAsString());
    if (!expected.get("inner").isJsonNull()) {
      checks.same(
          where + " inner class",
          ((LossScaleOptimizer) optimizer).inner().className(),
          expected.get("inner").getAsString());
    }
    checks.json(
        where + " config", Optimizers.REGISTRY.serialize(optimizer), expected.get("config"));
    JsonArray variables = expected.getAsJsonArray("variables");
    checks.same(
        where + " paths",
        optimizer.variables().stream().map(w -> w.variable().name()).toList(),
        paths(variables));
    checks.variables(where + " variable", model.optimizerValues(), variables);
  }

  /** Compares all variables of the layers: order, types and values. */
  static void variables(String where, Model model, JsonArray expected, ProgramChecks checks) {
    List<String> names = model.weights().stream().map(w -> last(w.variable().name())).toList();
    checks.same(
        where + " names", names, paths(expected).stream().map(ProgramPrecision::last).toList());
    if (expected.asList().stream().allMatch(e -> e.getAsJsonObject().has("value"))) {
      checks.variables(where + " variable", model.weightValues(), expected);
    }
  }

  private static List<String> paths(JsonArray variables) {
    return variables.asList().stream()
        .map(e -> e.getAsJsonObject().get("path").getAsString())
        .toList();
  }

  /** Compares policies made of names with what Keras says of them. */
  static void names(JsonObject golden, Checks checks) {
    JsonObject all =
        golden.getAsJsonObject("expected").getAsJsonObject("result").getAsJsonObject("dict");
    for (Map.Entry<String, JsonElement> e : all.entrySet()) {
      String wanted = e.getValue().getAsJsonObject().get("value").getAsString();
      try {
        DtypePolicy policy = DtypePolicy.of(e.getKey());
        JsonObject said = new JsonObject();
        JsonObject config = policy.toJson().getAsJsonObject();
        said.add("class_name", config.get("class_name"));
        said.addProperty("name", policy.name());
        said.addProperty("compute_dtype", DTypes.name(policy.compute()));
        said.addProperty("variable_dtype", DTypes.name(policy.variable()));
        said.addProperty("quantization_mode", policy.mode() == null ? null : policy.mode().name());
        said.add("config", config);
        JsonElement known = wanted.startsWith("{") ? JsonParser.parseString(wanted) : null;
        checks.same(e.getKey(), said, known);
        checks.same(e.getKey() + " read", DtypePolicy.parse(config), policy);
      } catch (IllegalArgumentException refused) {
        checks.require(
            wanted.startsWith("ValueError"), e.getKey() + " was refused: " + refused.getMessage());
      }
    }
  }
}
