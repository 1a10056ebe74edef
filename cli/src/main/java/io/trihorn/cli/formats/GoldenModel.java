package io.trihorn.cli.formats;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.data.Npz;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.testkit.goldens.Checks;
import io.trihorn.testkit.goldens.GoldenTolerance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A model that real Keras saved, and what it gives.
 *
 * @param name its name
 * @param files its files by kind: {@code keras}, {@code h5}, {@code weights.h5}
 * @param inputs a batch
 * @param outputs what Keras gives for it
 */
record GoldenModel(
    String name, Map<String, Path> files, List<TensorData> inputs, List<TensorData> outputs) {

  /** All in a directory. */
  static List<GoldenModel> in(Path directory) throws IOException {
    List<Path> descriptions;
    try (Stream<Path> all = Files.list(directory)) {
      descriptions = all.filter(p -> p.toString().endsWith(".json")).sorted().toList();
    }
    List<GoldenModel> models = new ArrayList<>();
    for (Path description : descriptions) {
      models.add(read(description));
    }
    return models;
  }

  private static GoldenModel read(Path description) throws IOException {
    JsonObject json = JsonParser.parseString(Files.readString(description)).getAsJsonObject();
    Map<String, Path> files = new LinkedHashMap<>();
    json.getAsJsonObject("files")
        .asMap()
        .forEach((kind, file) -> files.put(kind, description.resolveSibling(file.getAsString())));
    Npz arrays = Npz.read(description.resolveSibling(json.get("npz").getAsString()));
    return new GoldenModel(
        json.get("name").getAsString(),
        files,
        arrays(arrays, json.get("inputs")),
        arrays(arrays, json.get("outputs")));
  }

  private static List<TensorData> arrays(Npz arrays, JsonElement names) {
    return names.getAsJsonArray().asList().stream().map(n -> arrays.get(n.getAsString())).toList();
  }

  /** Fails unless these are Keras's outputs. */
  void check(List<TensorData> got) {
    Checks checks = new Checks();
    checks.same("number of outputs", got.size(), outputs.size());
    for (int i = 0; i < Math.min(got.size(), outputs.size()); i++) {
      checks.close("output " + i, got.get(i), outputs.get(i), GoldenTolerance.VALUE);
    }
    if (!checks.problems().isEmpty()) {
      throw new IllegalStateException(String.join("; ", checks.problems()));
    }
  }

  /** Fails unless a model gives Keras's outputs. */
  void check(Model model) {
    check(model.predictOnBatch(inputs.toArray(TensorData[]::new)));
  }

  /** Fails unless steps of training go well and change the model. */
  void train(Model model) {
    model.compile(Optimizers.get("adam"), "mse");
    for (int step = 0; step < 2; step++) {
      double loss = model.trainOnBatch(inputs, outputs).get("loss");
      if (!Double.isFinite(loss)) {
        throw new IllegalStateException("the loss is " + loss);
      }
    }
  }
}
