package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.backend.Backend;
import io.trihorn.data.Npz;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Models in files that Keras wrote, a case for each file. Compares the weights, the optimizer's
 * variables and the predictions; and the same again of a model that was saved here and loaded.
 */
final class ModelGoldens implements GoldenKind {
  private static final String WEIGHTS = "weights.h5";

  @Override
  public String name() {
    return "models";
  }

  @Override
  public List<GoldenCase> cases(Path directory) throws IOException {
    List<GoldenCase> cases = new ArrayList<>();
    for (JsonObject entry : GoldenFiles.entries(directory, name())) {
      Path description = directory.resolve(entry.get("json").getAsString());
      JsonObject json = GoldenFiles.json(description);
      Path arrays = description.resolveSibling(json.get("npz").getAsString());
      for (Map.Entry<String, JsonElement> file : json.getAsJsonObject("files").entrySet()) {
        String ending = file.getKey();
        if (!ending.equals(WEIGHTS) && !Saving.modelExtensions().contains("." + ending)) {
          continue;
        }
        JsonObject one = json.deepCopy();
        one.addProperty(
            "file", description.resolveSibling(file.getValue().getAsString()).toString());
        String whole = json.getAsJsonObject("files").get("keras").getAsString();
        one.addProperty("architecture", description.resolveSibling(whole).toString());
        String name = json.get("name").getAsString() + "." + ending;
        cases.add(new GoldenCase(name, ending, one, () -> Npz.read(arrays)));
      }
    }
    return cases;
  }

  @Override
  public void run(GoldenCase golden, Backend backend, Checks checks) throws IOException {
    JsonObject json = golden.json();
    Npz arrays = golden.arrays().read();
    Path folder = Files.createTempDirectory("trihorn");
    Path copy = folder.resolve("copy." + golden.group());
    try (Model model = read(golden.group(), json)) {
      model.on(backend.name());
      check("", model, json, arrays, checks);
      if (golden.group().equals(WEIGHTS)) {
        Saving.saveWeights(model, copy);
      } else {
        Saving.saveModel(model, copy);
      }
      JsonObject saved = json.deepCopy();
      saved.addProperty("file", copy.toString());
      try (Model again = read(golden.group(), saved)) {
        again.on(backend.name());
        check("saved again, ", again, json, arrays, checks);
      }
    } finally {
      Files.deleteIfExists(copy);
      Files.deleteIfExists(folder);
    }
  }

  private static Model read(String kind, JsonObject json) {
    Path file = Path.of(json.get("file").getAsString());
    if (!kind.equals(WEIGHTS)) {
      return Saving.loadModel(file);
    }
    try (Model whole = Saving.loadModel(Path.of(json.get("architecture").getAsString()))) {
      Model fresh = Model.fromJson(whole.toJson());
      Saving.loadWeights(fresh, file);
      return fresh;
    }
  }

  private static void check(String when, Model model, JsonObject json, Npz arrays, Checks checks) {
    compare(when + "weight", model.weightValues(), json.getAsJsonArray("weights"), arrays, checks);
    boolean compiled = json.get("compiled").getAsBoolean();
    checks.same(when + "compiled", model.compilation() != null, compiled);
    JsonElement optimizer = json.get("optimizer_variables");
    if (model.compilation() != null && optimizer != null && optimizer.isJsonArray()) {
      JsonArray expected = optimizer.getAsJsonArray();
      compare(when + "optimizer's variable", model.optimizerValues(), expected, arrays, checks);
    }
    TensorData[] inputs =
        json.getAsJsonArray("inputs").asList().stream()
            .map(name -> arrays.get(name.getAsString()))
            .toArray(TensorData[]::new);
    List<TensorData> outputs = model.predictOnBatch(inputs);
    JsonArray expected = json.getAsJsonArray("outputs");
    checks.same(when + "number of outputs", outputs.size(), expected.size());
    for (int i = 0; i < Math.min(outputs.size(), expected.size()); i++) {
      TensorData wanted = arrays.get(expected.get(i).getAsString());
      checks.close(when + "output " + i, outputs.get(i), wanted, GoldenTolerance.VALUE);
    }
  }

  /** Values out of files are those that went in, bit by bit; only counters may be wider. */
  private static void compare(
      String what, List<TensorData> values, JsonArray expected, Npz arrays, Checks checks) {
    checks.same("number of " + what + "s", values.size(), expected.size());
    for (int i = 0; i < Math.min(values.size(), expected.size()); i++) {
      JsonObject entry = expected.get(i).getAsJsonObject();
      TensorData wanted = arrays.get(entry.get("npz").getAsString());
      checks.require(
          values.get(i).cast(wanted.dtype()).equals(wanted),
          what + " " + entry.get("path").getAsString() + " is not what the file holds");
    }
  }
}
