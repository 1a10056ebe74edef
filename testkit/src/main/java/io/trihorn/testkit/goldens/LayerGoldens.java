package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.backend.Backend;
import io.trihorn.config.Config;
import io.trihorn.data.Npz;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import io.trihorn.graph.gradient.Gradients;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.preprocessing.Adaptive;
import io.trihorn.model.Models;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Layers: made from Keras's configuration, given Keras's weights, and called as Keras was. Compares
 * the configuration written, the weights' names and shapes, outputs, masks, penalties on weights,
 * state after the call, and gradients.
 */
final class LayerGoldens implements GoldenKind {
  @Override
  public String name() {
    return "layers";
  }

  @Override
  public void run(GoldenCase golden, Backend backend, Checks checks) throws IOException {
    Models.register(); // Some cases are whole models.
    JsonObject json = golden.json();
    JsonObject config = json.getAsJsonObject("config");
    Layer layer = Layers.REGISTRY.create(json.get("class_name").getAsString(), config);
    checks.same("config", withoutBuild(layer.getConfig()), withoutBuild(config));
    Npz arrays = golden.arrays().read();
    if (layer instanceof Adaptive adaptive && Run.has(json, "adapt")) {
      String name = json.getAsJsonObject("adapt").get("array").getAsString();
      adaptive.adapt(arrays.get(name));
    }
    new Run(json, arrays, layer, checks).check(backend);
  }

  /** What a nested layer was built for is not part of its configuration. */
  private static JsonElement withoutBuild(JsonElement element) {
    if (element.isJsonArray()) {
      JsonArray array = new JsonArray();
      element.getAsJsonArray().forEach(e -> array.add(withoutBuild(e)));
      return array;
    }
    if (!element.isJsonObject()) {
      return element;
    }
    JsonObject object = new JsonObject();
    for (Map.Entry<String, JsonElement> entry : element.getAsJsonObject().entrySet()) {
      if (!entry.getKey().equals("build_config")) {
        object.add(entry.getKey(), withoutBuild(entry.getValue()));
      }
    }
    return object;
  }

  /** One case on its way. */
  private static final class Run {
    private final JsonObject json;
    private final Npz arrays;
    private final Layer layer;
    private final Checks checks;
    private final GoldenProgram program = new GoldenProgram(false);
    private final Map<String, Tensor> fed = new LinkedHashMap<>();
    private final List<Tensor> losses = new ArrayList<>();

    Run(JsonObject json, Npz arrays, Layer layer, Checks checks) {
      this.json = json;
      this.arrays = arrays;
      this.layer = layer;
      this.checks = checks;
    }

    void check(Backend backend) {
      int known = checks.problems().size();
      List<Tensor> inputs = new ArrayList<>();
      collect(json.get("call_args"), inputs);
      Map<String, Object> named = new LinkedHashMap<>();
      json.getAsJsonObject("call_kwargs")
          .entrySet()
          .forEach(e -> named.put(e.getKey(), argument(e.getValue())));
      List<Tensor> outputs = layer.invoke(program.trace(), inputs, named);
      int fromCall = program.trace().losses().size();
      layer.addWeightLosses(program.trace());
      // The data have the penalties on weights; those on outputs were not recorded.
      losses.addAll(program.trace().losses().subList(fromCall, program.trace().losses().size()));
      List<JsonObject> expectedWeights = objects("weights");
      List<JsonObject> expectedOutputs = objects("outputs");
      checks.same("weights", describe(), described(expectedWeights));
      checks.same("number of outputs", outputs.size(), expectedOutputs.size());
      checks.same("number of losses", losses.size(), json.getAsJsonArray("losses").size());
      if (checks.problems().size() > known) {
        return;
      }
      List<Weight> weights = layer.weights();
      for (int i = 0; i < weights.size(); i++) {
        Weight weight = weights.get(i);
        TensorData value = array(expectedWeights.get(i), "npz");
        if (layer instanceof Adaptive) {
          TensorData learned = weight.initializer().generate(weight.type(), 0);
          checks.close(weight.name() + " learned", learned, value, GoldenTolerance.VALUE);
        }
        program.set(weight.variable(), value);
      }
      fetchResults(outputs, expectedOutputs);
      fetchGradients(outputs);
      layer
          .seedStates()
          .forEach(s -> program.set(s.variable(), s.initializer().generate(s.type(), 1)));
      compare(program.run(backend), weights, expectedWeights, expectedOutputs);
    }

    private void collect(JsonElement element, List<Tensor> inputs) {
      if (element.isJsonArray()) {
        element.getAsJsonArray().forEach(e -> collect(e, inputs));
      } else if (!element.isJsonNull()) {
        inputs.add(feed(element.getAsString()));
      }
    }

    private Tensor feed(String name) {
      return fed.computeIfAbsent(name, n -> program.feed(n, arrays.get(n)));
    }

    /** An argument by name: an array, a list of arguments, or a plain value. */
    private Object argument(JsonElement element) {
      if (element.isJsonNull()) {
        return null;
      }
      if (element.isJsonObject()) {
        return feed(element.getAsJsonObject().get("array").getAsString());
      }
      if (element.isJsonArray()) {
        List<Object> list = new ArrayList<>();
        element.getAsJsonArray().forEach(e -> list.add(argument(e)));
        return list;
      }
      if (element.getAsJsonPrimitive().isBoolean()) {
        return element.getAsBoolean();
      }
      return element.getAsJsonPrimitive().isNumber()
          ? element.getAsDouble()
          : element.getAsString();
    }

    private List<JsonObject> objects(String key) {
      return Config.list(json.get(key), JsonElement::getAsJsonObject);
    }

    private TensorData array(JsonObject object, String key) {
      return arrays.get(object.get(key).getAsString());
    }

    private List<String> describe() {
      return layer.weights().stream()
          .map(w -> w.name() + " " + w.type() + (w.trainable() ? "" : " fixed"))
          .toList();
    }

    private List<String> described(List<JsonObject> weights) {
      return weights.stream()
          .map(
              w ->
                  w.get("name").getAsString()
                      + " "
                      + array(w, "npz").type()
                      + (w.get("trainable").getAsBoolean() ? "" : " fixed"))
          .toList();
    }

    private void fetchResults(List<Tensor> outputs, List<JsonObject> expected) {
      for (int i = 0; i < outputs.size(); i++) {
        program.fetch("output " + i, outputs.get(i));
        Tensor mask = program.trace().mask(outputs.get(i));
        boolean wanted = has(expected.get(i), "mask");
        // The data are from stateless_call, whose outputs have no masks of what was given by
        // argument; GeneratedModelsConformance has them from calls.
        if (!json.getAsJsonObject("call_kwargs").has("mask")) {
          checks.same("output " + i + " has a mask", mask != null, wanted);
        }
        if (mask != null) {
          program.fetch("mask " + i, mask);
        }
      }
      for (int i = 0; i < losses.size(); i++) {
        program.fetch("loss " + i, losses.get(i));
      }
    }

    private static boolean has(JsonObject object, String key) {
      return object.has(key) && !object.get(key).isJsonNull();
    }

    private void fetchGradients(List<Tensor> outputs) {
      if (!has(json, "gradients")) {
        return;
      }
      List<Value> differentiated = new ArrayList<>();
      List<Value> cotangents = new ArrayList<>();
      for (int i = 0; i < outputs.size(); i++) {
        if (arrays.arrays().containsKey("cotangent_" + i)) {
          differentiated.add(outputs.get(i).value());
          cotangents.add(feed("cotangent_" + i).value());
        }
      }
      Map<String, Tensor> targets = new LinkedHashMap<>();
      gradients("inputs").forEach((name, array) -> targets.put(name, feed(name)));
      List<Weight> weights = layer.weights();
      gradients("weights")
          .forEach(
              (name, array) -> {
                Weight weight = weights.get(Integer.parseInt(name.replace("weight_", "")));
                targets.put(name, program.trace().read(weight.variable()));
              });
      List<Value> found =
          Gradients.of(
              program.builder(),
              differentiated,
              cotangents,
              targets.values().stream().map(Tensor::value).toList());
      int i = 0;
      for (Map.Entry<String, Tensor> target : targets.entrySet()) {
        Value gradient = found.get(i++);
        Tensor tensor = target.getValue();
        program.fetch(
            "gradient of " + target.getKey(),
            gradient == null ? Shapes.zerosLike(tensor) : tensor.with(gradient));
      }
    }

    private Map<String, TensorData> gradients(String of) {
      Map<String, TensorData> result = new LinkedHashMap<>();
      JsonObject all = json.getAsJsonObject("gradients").getAsJsonObject(of);
      all.keySet().stream()
          .filter(name -> has(all, name))
          .forEach(name -> result.put(name, array(all, name)));
      return result;
    }

    private void compare(
        GoldenProgram.Results results,
        List<Weight> weights,
        List<JsonObject> expectedWeights,
        List<JsonObject> expectedOutputs) {
      for (int i = 0; i < expectedOutputs.size(); i++) {
        JsonObject output = expectedOutputs.get(i);
        checks.close(
            "output " + i, results.get("output " + i), array(output, "npz"), GoldenTolerance.VALUE);
        if (has(output, "mask") && results.get("mask " + i) != null) {
          checks.close(
              "mask " + i, results.get("mask " + i), array(output, "mask"), GoldenTolerance.VALUE);
        }
      }
      JsonArray penalties = json.getAsJsonArray("losses");
      for (int i = 0; i < penalties.size(); i++) {
        TensorData actual = results.get("loss " + i);
        TensorData expected = TensorData.scalar(actual.dtype(), Config.number(penalties.get(i)));
        checks.close("loss " + i, actual, expected, GoldenTolerance.VALUE);
      }
      for (int i = 0; i < weights.size(); i++) {
        JsonObject weight = expectedWeights.get(i);
        checks.close(
            weights.get(i).name() + " after the call",
            results.variables().get(weights.get(i).variable()),
            array(weight, has(weight, "after") ? "after" : "npz"),
            GoldenTolerance.VALUE);
      }
      if (has(json, "gradients")) {
        for (String of : List.of("inputs", "weights")) {
          gradients(of)
              .forEach(
                  (name, expected) ->
                      checks.close(
                          "gradient of " + name,
                          results.get("gradient of " + name),
                          expected,
                          GoldenTolerance.GRADIENT));
        }
      }
    }
  }
}
