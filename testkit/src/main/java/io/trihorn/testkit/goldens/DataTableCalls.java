package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.datasets.Imdb;
import io.trihorn.datasets.LabeledTexts;
import io.trihorn.datasets.Reuters;
import io.trihorn.datasets.WordOptions;
import io.trihorn.features.Feature;
import io.trihorn.features.FeatureSpace;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.preprocessing.text.LookupLayer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Tables of columns, and texts of words. */
final class DataTableCalls {
  static final Map<String, DataCall.Function> FUNCTIONS =
      Map.of(
          "golden.feature_space", DataTableCalls::featureSpace,
          "golden.words", DataTableCalls::words);

  /** Features by Keras's names, with their arguments and the arguments of the whole space. */
  private static final Map<String, BiFunction<JsonObject, DataCall, Feature>> FEATURES =
      Map.of(
          "float", (a, c) -> Feature.floatNumber(),
          "float_rescaled",
              (a, c) -> Feature.floatRescaled(number(a, "scale", 1), number(a, "offset", 0)),
          "float_normalized", (a, c) -> Feature.floatNormalized(),
          "float_discretized", DataTableCalls::discretized,
          "integer_categorical",
              (a, c) ->
                  Feature.integerCategorical(
                      integer(a, "max_tokens", 0), integer(a, "num_oov_indices", 1)),
          "string_categorical",
              (a, c) ->
                  Feature.stringCategorical(
                      integer(a, "max_tokens", 0), integer(a, "num_oov_indices", 1)),
          "integer_hashed",
              (a, c) -> Feature.integerHashed(integer(a, "num_bins", c.integer("hashing_dim", 32))),
          "string_hashed",
              (a, c) -> Feature.stringHashed(integer(a, "num_bins", c.integer("hashing_dim", 32))));

  private DataTableCalls() {}

  private static Feature discretized(JsonObject a, DataCall c) {
    if (!a.has("bin_boundaries")) {
      return Feature.floatDiscretized(
          integer(a, "num_bins", c.integer("num_discretization_bins", 32)));
    }
    return Feature.floatDiscretized(
        a.getAsJsonArray("bin_boundaries").asList().stream()
            .mapToDouble(JsonElement::getAsDouble)
            .toArray());
  }

  private static int integer(JsonObject a, String name, int otherwise) {
    return (int) number(a, name, otherwise);
  }

  private static double number(JsonObject a, String name, double otherwise) {
    return a.has(name) && !a.get(name).isJsonNull() ? a.get(name).getAsDouble() : otherwise;
  }

  private static Object featureSpace(DataCall c) {
    Map<String, Feature> features = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> e : c.positional(0).getAsJsonObject().entrySet()) {
      boolean plain = e.getValue().isJsonPrimitive();
      JsonObject given = plain ? new JsonObject() : e.getValue().getAsJsonObject();
      String type = plain ? e.getValue().getAsString() : given.get("type").getAsString();
      JsonObject arguments = given.has("args") ? given.getAsJsonObject("args") : new JsonObject();
      Feature feature = FEATURES.get(type).apply(arguments, c);
      features.put(
          e.getKey(),
          arguments.has("output_mode")
              ? feature.outputMode(arguments.get("output_mode").getAsString())
              : feature);
    }
    FeatureSpace space = new FeatureSpace(features).on(c.backend());
    JsonArray crosses =
        c.named("crosses") == null ? new JsonArray() : c.named("crosses").getAsJsonArray();
    for (JsonElement e : crosses) {
      boolean plain = e.isJsonArray();
      JsonArray names = plain ? e.getAsJsonArray() : e.getAsJsonObject().getAsJsonArray("names");
      space.cross(
          names.asList().stream().map(JsonElement::getAsString).toList(),
          plain ? c.integer("crossing_dim", 32) : e.getAsJsonObject().get("dim").getAsInt());
    }
    space.adapt(table(c, 1));
    Object output =
        c.text("output_mode", "concat").equals("dict")
            ? space.callByName(table(c, 2))
            : space.call(table(c, 2));
    return Map.of("output", output, "vocabularies", vocabularies(space, features.keySet()));
  }

  private static Map<String, Object> table(DataCall c, int place) {
    Map<String, Object> table = new LinkedHashMap<>();
    c.positional(place)
        .getAsJsonObject()
        .entrySet()
        .forEach(e -> table.put(e.getKey(), c.value(e.getValue())));
    return table;
  }

  private static Map<String, Object> vocabularies(FeatureSpace space, Iterable<String> names) {
    Map<String, Object> known = new LinkedHashMap<>();
    for (String name : names) {
      Layer layer = space.feature(name).preprocessor();
      if (layer instanceof LookupLayer<?, ?> lookup) {
        known.put(name, lookup.getVocabulary().stream().map(String::valueOf).toList());
      }
    }
    return known;
  }

  private static Object words(DataCall c) {
    JsonObject given = c.json().getAsJsonObject("words");
    List<int[]> train = texts(given.getAsJsonArray("train"));
    List<int[]> test = texts(given.getAsJsonArray("test"));
    LabeledTexts first;
    LabeledTexts second;
    if (c.positional(0).getAsString().equals("imdb")) {
      Imdb imdb =
          Imdb.of(
              new LabeledTexts(train, List.of(0, 1, 0, 1, 1, 0)),
              new LabeledTexts(test, List.of(1, 0, 1, 0)),
              options(c));
      first = imdb.train();
      second = imdb.test();
    } else {
      List<int[]> all = new ArrayList<>(train);
      all.addAll(test);
      List<Integer> labels = IntStream.range(0, all.size()).boxed().toList();
      Reuters reuters =
          Reuters.of(new LabeledTexts(all, labels), c.number("test_split", 0.2), options(c));
      first = reuters.train();
      second = reuters.test();
    }
    return Map.of(
        "x_train", lists(first.x()),
        "y_train", first.y(),
        "x_test", lists(second.x()),
        "y_test", second.y());
  }

  private static List<int[]> texts(JsonArray given) {
    return given.asList().stream()
        .map(
            text ->
                text.getAsJsonArray().asList().stream().mapToInt(JsonElement::getAsInt).toArray())
        .toList();
  }

  private static List<List<Integer>> lists(List<int[]> texts) {
    return texts.stream().map(text -> IntStream.of(text).boxed().toList()).toList();
  }

  private static WordOptions options(DataCall c) {
    return new WordOptions(
        c.integer("num_words", 0),
        c.integer("skip_top", 0),
        c.integer("maxlen", 0),
        c.integer("seed", 113),
        c.isNull("start_char") ? null : (Integer) c.integer("start_char", 1),
        c.isNull("oov_char") ? null : (Integer) c.integer("oov_char", 2),
        c.integer("index_from", 3));
  }
}
