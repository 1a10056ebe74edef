package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.data.Npz;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds the cases that {@code index.json} lists. */
final class GoldenFiles {
  private static final String INDEX = "index.json";

  private GoldenFiles() {}

  static JsonObject json(Path file) throws IOException {
    try (Reader in = Files.newBufferedReader(file)) {
      return JsonParser.parseReader(in).getAsJsonObject();
    }
  }

  static boolean hasIndex(Path directory) {
    return Files.exists(directory.resolve(INDEX));
  }

  /** The entries of a kind; none where the directory has no index. */
  static List<JsonObject> entries(Path directory, String kind) throws IOException {
    if (!hasIndex(directory)) {
      return List.of();
    }
    JsonArray all = json(directory.resolve(INDEX)).getAsJsonArray("cases");
    List<JsonObject> found = new ArrayList<>();
    for (JsonElement entry : all) {
      if (entry.getAsJsonObject().get("kind").getAsString().equals(kind)) {
        found.add(entry.getAsJsonObject());
      }
    }
    return found;
  }

  /** Cases that have a file each; a case's group is the folder the file is in. */
  static List<GoldenCase> separate(Path directory, String kind) throws IOException {
    List<GoldenCase> cases = new ArrayList<>();
    for (JsonObject entry : entries(directory, kind)) {
      Path file = directory.resolve(entry.get("json").getAsString());
      JsonObject json = json(file);
      cases.add(
          new GoldenCase(
              json.get("name").getAsString(),
              file.getParent().getFileName().toString(),
              json,
              () -> arrays(directory, entry),
              file.getParent()));
    }
    return cases;
  }

  /** The arrays of an entry; none where it has no file of them. */
  private static Npz arrays(Path directory, JsonObject entry) throws IOException {
    return entry.has("npz") && !entry.get("npz").isJsonNull()
        ? Npz.read(directory.resolve(entry.get("npz").getAsString()))
        : new Npz(Map.of());
  }

  /** Cases that stand in one file; a case's group is the member of this name. */
  static List<GoldenCase> together(Path directory, String kind, String group) throws IOException {
    List<GoldenCase> cases = new ArrayList<>();
    for (JsonObject entry : entries(directory, kind)) {
      Npz arrays = arrays(directory, entry);
      JsonObject json = json(directory.resolve(entry.get("json").getAsString()));
      for (JsonElement e : json.getAsJsonArray("cases")) {
        JsonObject one = e.getAsJsonObject();
        String name = one.get("name").getAsString();
        cases.add(
            new GoldenCase(
                name, one.has(group) ? one.get(group).getAsString() : name, one, () -> arrays));
      }
    }
    return cases;
  }
}
