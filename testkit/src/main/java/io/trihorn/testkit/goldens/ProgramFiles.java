package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.DTypes;
import io.trihorn.saving.hdf5.Hdf5Dataset;
import io.trihorn.saving.hdf5.Hdf5File;
import io.trihorn.saving.hdf5.Hdf5Group;
import io.trihorn.saving.hdf5.Hdf5Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What a saved {@code .keras} file holds, against what Keras wrote. */
final class ProgramFiles {
  private ProgramFiles() {}

  static void check(String where, Path file, JsonObject expected, ProgramChecks checks)
      throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      checks.same(
          where + " entries",
          new TreeSet<>(zip.stream().map(ZipEntry::getName).toList()),
          new TreeSet<>(ProgramTrace.texts(expected.getAsJsonArray("entries"))));
      String config = new String(bytes(zip, "config.json"), StandardCharsets.UTF_8);
      checks.json(
          where + " config", JsonParser.parseString(config), comparable(expected.get("config")));
      Map<String, String> datasets = new TreeMap<>();
      try (Hdf5File weights =
          Hdf5File.open(ByteBuffer.wrap(bytes(zip, "model.weights.h5")), where)) {
        collect("", weights.root(), datasets);
      }
      Map<String, String> wanted = new TreeMap<>();
      for (Map.Entry<String, JsonElement> e : expected.getAsJsonObject("datasets").entrySet()) {
        JsonObject type = e.getValue().getAsJsonObject();
        wanted.put(
            e.getKey(), type.get("dtype").getAsString() + type.getAsJsonArray("shape").toString());
      }
      checks.same(where + " datasets", datasets, wanted);
    }
  }

  /**
   * Whether Keras compiles with XLA is no matter here, nor what it does not know of the shapes that
   * layers are built for.
   */
  private static JsonElement comparable(JsonElement config) {
    JsonObject copy = config.getAsJsonObject().deepCopy();
    copy.getAsJsonObject("compile_config").remove("jit_compile");
    for (JsonElement layer : copy.getAsJsonObject("config").getAsJsonArray("layers")) {
      JsonElement built = layer.getAsJsonObject().get("build_config");
      if (built != null && built.getAsJsonObject().get("input_shape").isJsonArray()) {
        JsonArray shape = built.getAsJsonObject().getAsJsonArray("input_shape");
        if (shape.asList().stream().skip(1).anyMatch(JsonElement::isJsonNull)) {
          layer.getAsJsonObject().remove("build_config");
        }
      }
    }
    return copy;
  }

  private static byte[] bytes(ZipFile zip, String entry) throws IOException {
    try (InputStream in = zip.getInputStream(zip.getEntry(entry))) {
      return in.readAllBytes();
    }
  }

  private static void collect(String path, Hdf5Group group, Map<String, String> into) {
    for (Map.Entry<String, Hdf5Node> e : group.children().entrySet()) {
      String inner = path.isEmpty() ? e.getKey() : path + "/" + e.getKey();
      if (e.getValue() instanceof Hdf5Dataset dataset) {
        TensorType type = dataset.type();
        JsonArray shape = new JsonArray();
        for (long d : type.dims()) {
          shape.add(d);
        }
        into.put(inner, DTypes.name(type.dtype()) + shape);
      } else {
        collect(inner, (Hdf5Group) e.getValue(), into);
      }
    }
  }
}
