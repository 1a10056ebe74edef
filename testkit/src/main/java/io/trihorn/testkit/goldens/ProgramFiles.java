package io.trihorn.testkit.goldens;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.config.Config;
import io.trihorn.ops.DTypes;
import io.trihorn.saving.hdf5.Hdf5Dataset;
import io.trihorn.saving.hdf5.Hdf5File;
import io.trihorn.saving.hdf5.Hdf5Group;
import io.trihorn.saving.hdf5.Hdf5Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Compares a {@code .keras} file with what Keras wrote: its entries, configuration, datasets. */
final class ProgramFiles {
  private static final String WEIGHTS = "model.weights.h5";

  private ProgramFiles() {}

  static void check(String where, Path file, JsonObject expected, ProgramChecks checks)
      throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      checks.same(
          where + " entries",
          new TreeSet<>(zip.stream().map(ZipEntry::getName).toList()),
          new TreeSet<>(ProgramTrace.texts(expected.getAsJsonArray("entries"))));
      JsonObject wanted = expected.getAsJsonObject("config").deepCopy();
      if (wanted.has("compile_config") && wanted.get("compile_config").isJsonObject()) {
        // Whether Keras compiles with XLA is no matter here.
        wanted.getAsJsonObject("compile_config").remove("jit_compile");
      }
      String config = new String(bytes(zip, "config.json"), StandardCharsets.UTF_8);
      checks.json(where + " config", JsonParser.parseString(config), wanted);
      try (Hdf5File weights = Hdf5File.open(ByteBuffer.wrap(bytes(zip, WEIGHTS)), WEIGHTS)) {
        Map<String, JsonObject> datasets = new TreeMap<>();
        collect("", weights.root(), datasets);
        checks.json(where + " datasets", json(datasets), expected.get("datasets"));
        checks.same(
            where + " names of datasets",
            datasets.keySet(),
            new TreeSet<>(expected.getAsJsonObject("datasets").keySet()));
      }
    }
  }

  private static byte[] bytes(ZipFile zip, String entry) throws IOException {
    return zip.getInputStream(zip.getEntry(entry)).readAllBytes();
  }

  private static void collect(String path, Hdf5Group group, Map<String, JsonObject> into) {
    for (Map.Entry<String, Hdf5Node> child : group.children().entrySet()) {
      String name = path + child.getKey();
      if (child.getValue() instanceof Hdf5Group inner) {
        collect(name + "/", inner, into);
      } else if (child.getValue() instanceof Hdf5Dataset dataset) {
        JsonObject type = new JsonObject();
        type.add("shape", Config.toJson(dataset.type().shape()));
        type.addProperty("dtype", DTypes.name(dataset.type().dtype()));
        into.put(name, type);
      }
    }
  }

  private static JsonObject json(Map<String, JsonObject> datasets) {
    JsonObject json = new JsonObject();
    datasets.forEach(json::add);
    return json;
  }
}
