package io.trihorn.saving;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.config.Names;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.preprocessing.text.IntegerLookup;
import io.trihorn.layers.preprocessing.text.LookupLayer;
import io.trihorn.layers.preprocessing.text.StringLookup;
import io.trihorn.layers.preprocessing.text.TextVectorization;
import io.trihorn.saving.hdf5.Hdf5Group;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Vocabularies that layers have learned: Keras keeps them as text files among a model's assets,
 * beside the variables, and not in the configuration.
 */
final class Vocabularies {
  private static final String FILE = "vocabulary.txt";

  /** Where the weights of words are, among the variables. */
  private static final String IDF = "idf_weights";

  private Vocabularies() {}

  /** The learned vocabularies of layers, by the entries of the archive they go to. */
  static Map<String, String> of(List<Saveable> saveables) {
    Map<String, String> entries = new LinkedHashMap<>();
    for (Saveable saveable : saveables) {
      if (learned(saveable) != null) {
        String text =
            learned(saveable).getVocabulary().stream()
                .map(String::valueOf)
                .collect(Collectors.joining("\n"));
        entries.put(entry(saveable.path()), text);
      }
    }
    return entries;
  }

  /** Puts the weights of words, learned or given, into the tree of variables. */
  static void putWeights(List<Saveable> saveables, Hdf5Group root) {
    for (Saveable saveable : saveables) {
      LookupLayer<?, ?> layer = lookup(saveable);
      if (layer != null && layer.hasIdfWeights()) {
        float[] weights = layer.idfWeights();
        root.putDataset(saveable.group() + "/" + IDF, TensorData.of(weights, weights.length));
      }
    }
  }

  /** The layer that has the vocabulary; Keras keeps that of texts in both places. */
  private static LookupLayer<?, ?> lookup(Saveable saveable) {
    Layer layer =
        saveable.layer() instanceof TextVectorization texts ? texts.lookup() : saveable.layer();
    return layer instanceof LookupLayer<?, ?> lookup ? lookup : null;
  }

  private static LookupLayer<?, ?> learned(Saveable saveable) {
    LookupLayer<?, ?> layer = lookup(saveable);
    return layer != null
            && layer.getConfig().get("vocabulary").isJsonNull()
            && !layer.getVocabulary(false).isEmpty()
        ? layer
        : null;
  }

  private static String entry(String path) {
    return "assets/" + path + "/" + FILE;
  }

  /** Gives layers that are in no model yet the vocabularies of an archive, as if learned. */
  static void restore(List<Saveable> saveables, KerasArchive archive, Hdf5Group root)
      throws IOException {
    for (Saveable saveable : saveables) {
      if (lookup(saveable) != null && archive.has(entry(saveable.path()))) {
        List<String> lines = archive.text(entry(saveable.path())).lines().toList();
        String idf = saveable.group() + "/" + IDF;
        List<Double> weights =
            root.hasDataset(idf)
                ? Arrays.stream(root.dataset(idf).read().toDoubleArray()).boxed().toList()
                : null;
        if (lookup(saveable) instanceof IntegerLookup numbers) {
          numbers.setVocabulary(
              lines.stream().map(String::strip).map(Long::valueOf).toList(), weights);
        } else if (lookup(saveable) instanceof StringLookup texts) {
          texts.setVocabulary(lines, weights);
        }
      }
    }
  }

  /**
   * Puts the vocabularies of an archive into the configurations of the layers, as if they had been
   * given: a layer needs to know its vocabulary when the model is wired.
   */
  static void addTo(JsonObject model, KerasArchive archive, Path file) throws IOException {
    if (archive.names().stream().anyMatch(name -> name.endsWith("/" + FILE))) {
      addTo(model, "", archive, file);
    }
  }

  private static void addTo(JsonObject model, String path, KerasArchive archive, Path file)
      throws IOException {
    JsonElement config = model.get("config");
    if (config == null || !config.isJsonObject() || !config.getAsJsonObject().has("layers")) {
      return;
    }
    Map<String, Integer> used = new HashMap<>();
    for (JsonElement e : config.getAsJsonObject().getAsJsonArray("layers")) {
      JsonObject layer = e.getAsJsonObject();
      String base = Names.snake(layer.get("class_name").getAsString());
      int number = used.merge(base, 1, Integer::sum) - 1;
      String place = path + "layers/" + (number == 0 ? base : base + "_" + number);
      addTo(layer, place + "/", archive, file);
      if (archive.has(entry(place))) {
        JsonObject attributes = layer.getAsJsonObject("config");
        attributes.add("vocabulary", lines(archive.text(entry(place)), base));
        JsonArray weights = weights(place, archive, file);
        if (!weights.isEmpty()) {
          attributes.add(IDF, weights);
        }
      }
    }
  }

  private static JsonArray lines(String text, String layer) {
    List<String> lines = text.lines().toList();
    JsonArray array = new JsonArray();
    for (String line : lines) {
      if (layer.startsWith("integer")) {
        array.add(Long.parseLong(line.strip()));
      } else {
        array.add(line);
      }
    }
    return array;
  }

  private static JsonArray weights(String place, KerasArchive archive, Path file)
      throws IOException {
    return KerasFormat.readWeights(
        archive,
        file,
        root -> {
          JsonArray array = new JsonArray();
          String path = place + "/vars/" + IDF;
          if (root.hasDataset(path)) {
            for (double weight : root.dataset(path).read().toDoubleArray()) {
              array.add(weight);
            }
          }
          return array;
        });
  }
}
