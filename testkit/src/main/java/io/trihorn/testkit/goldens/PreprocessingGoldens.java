package io.trihorn.testkit.goldens;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.backend.Backend;
import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.preprocessing.Discretization;
import io.trihorn.layers.preprocessing.text.HashedCrossing;
import io.trihorn.layers.preprocessing.text.HostLayer;
import io.trihorn.layers.preprocessing.text.IntegerLookup;
import io.trihorn.layers.preprocessing.text.LookupLayer;
import io.trihorn.layers.preprocessing.text.StringLookup;
import io.trihorn.layers.preprocessing.text.TextVectorization;
import io.trihorn.ndarray.Texts;
import io.trihorn.ops.DTypes;
import io.trihorn.ops.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Layers of texts and category keys: made from Keras's configuration, adapted, and called as Keras
 * was. Compares the configuration written, the vocabulary, and the outputs: of layers that work in
 * a model those of the backend, and of all that work in Java those too.
 */
final class PreprocessingGoldens implements GoldenKind {
  @Override
  public String name() {
    return "preprocessing";
  }

  @Override
  public List<GoldenCase> cases(Path directory) throws IOException {
    return GoldenFiles.together(directory, name(), "class_name");
  }

  @Override
  public void run(GoldenCase golden, Backend backend, Checks checks) {
    JsonObject json = golden.json();
    JsonObject config = json.getAsJsonObject("config");
    Layer layer = Layers.REGISTRY.create(json.get("class_name").getAsString(), config);
    if (has(json, "adapt")) {
      adapt(layer, json.get("adapt"));
    }
    checkLearned(layer, json, checks);
    checks.same("config", withoutLearned(layer.getConfig(), json), withoutLearned(config, json));
    JsonElement input = json.get("input");
    if (layer instanceof StringLookup lookup && config.get("invert").getAsBoolean()) {
      checks.same(
          "output", lookup.tokens(tensor(input, DataType.INT64)), texts(json.get("output")));
      return;
    }
    if (layer instanceof HostLayer<?> host) {
      compare("output", host.compute(value(layer, input)), json, checks);
    }
    if (!(layer instanceof HostLayer<?>) || layer instanceof IntegerLookup) {
      compare("output in a model", inModel(layer, input, backend), json, checks);
    }
  }

  private static boolean has(JsonObject json, String key) {
    return json.has(key) && !json.get(key).isJsonNull();
  }

  /** A configuration without boundaries that were learned: these are compared as numbers. */
  private static JsonObject withoutLearned(JsonObject config, JsonObject json) {
    JsonObject rest = config.deepCopy();
    if (has(json, "bin_boundaries_after_adapt")) {
      rest.remove("bin_boundaries");
    }
    return rest;
  }

  private static void adapt(Layer layer, JsonElement data) {
    if (layer instanceof Discretization discretization) {
      discretization.adapt(tensor(data, DataType.FLOAT32));
    } else if (layer instanceof TextVectorization vectorization) {
      vectorization.adapt(texts(data));
    } else if (layer instanceof LookupLayer<?, ?> lookup) {
      lookup.adapt(value(layer, data));
    }
  }

  private static void checkLearned(Layer layer, JsonObject json, Checks checks) {
    if (layer instanceof Discretization discretization) {
      checks.close(
          "bin boundaries",
          tensor(array(discretization.binBoundaries()), DataType.FLOAT64),
          tensor(json.get("bin_boundaries_after_adapt"), DataType.FLOAT64),
          GoldenTolerance.VALUE);
    }
    if (!has(json, "vocabulary")) {
      return;
    }
    JsonArray expected = json.getAsJsonArray("vocabulary");
    if (layer instanceof TextVectorization vectorization) {
      checks.same(
          "vocabulary",
          vectorization.getVocabulary(),
          Config.list(expected, JsonElement::getAsString));
    } else if (layer instanceof IntegerLookup lookup) {
      checks.same(
          "vocabulary", lookup.getVocabulary(), Config.list(expected, JsonElement::getAsLong));
    } else if (layer instanceof StringLookup lookup) {
      checks.same(
          "vocabulary", lookup.getVocabulary(), Config.list(expected, JsonElement::getAsString));
    }
  }

  private static JsonArray array(List<Double> numbers) {
    JsonArray array = new JsonArray();
    numbers.forEach(array::add);
    return array;
  }

  private static TensorData inModel(Layer layer, JsonElement input, Backend backend) {
    GoldenProgram program = new GoldenProgram(false);
    DataType dtype = layer instanceof Discretization ? DataType.FLOAT32 : DataType.INT64;
    Tensor x = program.feed("x", tensor(input, dtype));
    program.fetch("y", layer.invoke(program.trace(), List.of(x), Map.of()).get(0));
    return program.run(backend).get("y");
  }

  private static void compare(String what, TensorData actual, JsonObject json, Checks checks) {
    DataType dtype =
        has(json, "output_dtype")
            ? DTypes.parse(json.get("output_dtype").getAsString())
            : actual.dtype();
    checks.close(what, actual, tensor(json.get("output"), dtype), GoldenTolerance.VALUE);
  }

  /** An input: texts, whole numbers, or for crossings a list of such. */
  private static Object value(Layer layer, JsonElement json) {
    if (layer instanceof HashedCrossing) {
      List<Object> inputs = new ArrayList<>();
      json.getAsJsonArray().forEach(e -> inputs.add(value(null, e)));
      return inputs;
    }
    JsonElement first = json;
    while (first.isJsonArray()) {
      first = first.getAsJsonArray().get(0);
    }
    return first.getAsJsonPrimitive().isString() ? texts(json) : tensor(json, DataType.INT64);
  }

  private static Texts texts(JsonElement json) {
    List<String> values = new ArrayList<>();
    List<Long> dims = flatten(json, e -> values.add(e.getAsString()));
    return new Texts(values, new Shape(dims));
  }

  private static TensorData tensor(JsonElement json, DataType dtype) {
    List<Double> values = new ArrayList<>();
    List<Long> dims = flatten(json, e -> values.add(Config.number(e)));
    TensorData data = TensorData.zeros(new TensorType(dtype, new Shape(dims)));
    for (int i = 0; i < values.size(); i++) {
      data.setDouble(i, values.get(i));
    }
    return data;
  }

  /** Visits the leaves of nested lists, and gives their lengths. */
  private static List<Long> flatten(JsonElement json, Consumer<JsonElement> leaf) {
    if (!json.isJsonArray()) {
      leaf.accept(json);
      return new ArrayList<>();
    }
    List<Long> inner = new ArrayList<>();
    for (JsonElement e : json.getAsJsonArray()) {
      inner = flatten(e, leaf);
    }
    inner.add(0, (long) json.getAsJsonArray().size());
    return inner;
  }
}
