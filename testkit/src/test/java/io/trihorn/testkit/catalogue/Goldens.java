package io.trihorn.testkit.catalogue;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What became of Keras's reference cases on each backend: {@code docs/goldens.json}, made of the
 * reports of {@code ./trihorn goldens}.
 */
record Goldens(Map<String, JsonObject> kinds) {
  static final List<String> BACKENDS = List.of("dl4j", "tensorflow", "onnx");

  /** Which kinds have cases of a namespace's names. */
  private static final Map<String, List<String>> KINDS =
      Map.of(
          "keras.layers", List.of("layers", "preprocessing"),
          "keras.losses", List.of("losses"),
          "keras.metrics", List.of("metrics"),
          "keras.optimizers", List.of("optimizers"),
          "keras.optimizers.schedules", List.of("schedules"),
          "keras.initializers", List.of("initializers"),
          "keras.regularizers", List.of("regularizers"),
          "keras.constraints", List.of("constraints"),
          "keras.activations", List.of("activations"));

  /** Reads the counts that are kept. */
  static Goldens read(Path file) throws IOException {
    JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    Map<String, JsonObject> kinds = new LinkedHashMap<>();
    BACKENDS.forEach(b -> kinds.put(b, json.getAsJsonObject(b)));
    return new Goldens(kinds);
  }

  /** Takes the counts out of reports {@code NAME.json} of a directory. */
  static void gather(Path reports, Path file) throws IOException {
    JsonObject all = new JsonObject();
    for (String backend : BACKENDS) {
      JsonObject report =
          JsonParser.parseString(Files.readString(reports.resolve(backend + ".json")))
              .getAsJsonObject();
      JsonObject kinds = new JsonObject();
      for (Map.Entry<String, JsonElement> kind : report.getAsJsonObject("kinds").entrySet()) {
        JsonObject groups = new JsonObject();
        kind.getValue()
            .getAsJsonObject()
            .getAsJsonObject("groups")
            .entrySet()
            .forEach(g -> groups.addProperty(g.getKey(), share(g.getValue().getAsJsonObject())));
        // Of the kinds that a suite has no cases of there is nothing to tell.
        if (groups.size() > 0) {
          kinds.add(kind.getKey(), groups);
        }
      }
      all.add(backend, kinds);
    }
    Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(all) + "\n");
  }

  private static String share(JsonObject counts) {
    int passed = counts.get("passed").getAsInt();
    int total = passed + counts.get("failed").getAsInt() + counts.get("unsupported").getAsInt();
    return passed + "/" + total;
  }

  /** Passed and all cases of a name on a backend, or an empty text where there are none. */
  String of(String backend, String namespace, String name) {
    int passed = 0;
    int total = 0;
    for (String kind : KINDS.getOrDefault(namespace, List.of())) {
      JsonObject groups = kinds.get(backend).getAsJsonObject(kind);
      if (groups != null && groups.has(name)) {
        String[] share = groups.get(name).getAsString().split("/");
        passed += Integer.parseInt(share[0]);
        total += Integer.parseInt(share[1]);
      }
    }
    return total == 0 ? "" : passed + "/" + total;
  }

  /** The kinds of cases. */
  Set<String> kindNames() {
    Set<String> names = new TreeSet<>();
    kinds.values().forEach(k -> names.addAll(k.keySet()));
    return names;
  }

  /** Passed and all cases of a kind on a backend. */
  String ofKind(String backend, String kind) {
    int passed = 0;
    int total = 0;
    for (Map.Entry<String, JsonElement> group :
        kinds.get(backend).getAsJsonObject(kind).entrySet()) {
      String[] share = group.getValue().getAsString().split("/");
      passed += Integer.parseInt(share[0]);
      total += Integer.parseInt(share[1]);
    }
    return passed + "/" + total;
  }
}
