package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.model.Model;
import io.trihorn.model.Models;
import io.trihorn.saving.Saving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The folder of a program: the names of its files, their texts, and the weights in them.
 *
 * @param golden the program
 * @param backend what computes the models of its files
 * @param folder where it runs
 * @param checks what is told of differences
 */
record ProgramFolder(JsonObject golden, String backend, Path folder, ProgramChecks checks) {
  /** Compares what an action left there, where the program says that it matters. */
  void check(String where, JsonObject expected) throws IOException {
    if (!golden.has("files_matter")) {
      return;
    }
    if (expected.has("files")) {
      checks.same(
          where + " files",
          ProgramTrace.files(folder),
          ProgramTrace.texts(expected.getAsJsonArray("files")));
    }
    if (expected.has("texts")) {
      for (Map.Entry<String, JsonElement> e : expected.getAsJsonObject("texts").entrySet()) {
        Path file = folder.resolve(e.getKey());
        checks.same(
            where + " text of " + e.getKey(),
            Files.exists(file) ? Files.readString(file) : null,
            e.getValue().getAsString());
      }
    }
    if (expected.has("file_weights")) {
      for (Map.Entry<String, JsonElement> e : expected.getAsJsonObject("file_weights").entrySet()) {
        savedWeights(where + " " + e.getKey(), e.getKey(), e.getValue().getAsJsonArray());
      }
    }
  }

  private void savedWeights(String where, String name, JsonArray expected) {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      checks.require(false, where + " was not written");
    } else if (name.endsWith(".weights.h5")) {
      try (Model fresh = Models.fromConfig(golden.get("model"))) {
        fresh.on(backend);
        Saving.loadWeights(fresh, file);
        checks.arrays(where, fresh.weightValues(), expected);
      }
    } else {
      try (Model loaded = Saving.loadModel(file, false)) {
        loaded.on(backend);
        checks.arrays(where, loaded.weightValues(), expected);
      }
    }
  }
}
