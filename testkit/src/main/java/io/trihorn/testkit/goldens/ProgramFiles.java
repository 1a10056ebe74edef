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
import java.util.List;
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
      JsonElement actual = JsonParser.parseString(config);
      checks.json(where + " config", actual, comparable(expected.get("config"), actual));
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
   * Keras's configuration. Whether it compiles with XLA is no matter here; and where it does not
   * know an extent of the shape that a layer was built for, such as one that an {@code EinsumDense}
   * takes from its input, any is right.
   */
  private static JsonElement comparable(JsonElement wanted, JsonElement actual) {
    JsonObject copy = wanted.getAsJsonObject().deepCopy();
    copy.getAsJsonObject("compile_config").remove("jit_compile");
    List<JsonElement> ours = layers(actual);
    List<JsonElement> theirs = layers(copy);
    for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
      JsonArray known = builtFor(ours.get(i));
      JsonArray open = builtFor(theirs.get(i));
      for (int axis = 1; axis < Math.min(known.size(), open.size()); axis++) {
        if (open.get(axis).isJsonNull()) {
          open.set(axis, known.get(axis));
        }
      }
    }
    return copy;
  }

  private static List<JsonElement> layers(JsonElement config) {
    return config.getAsJsonObject().getAsJsonObject("config").getAsJsonArray("layers").asList();
  }

  /** The shape a layer was built for; empty where it has none or several. */
  private static JsonArray builtFor(JsonElement layer) {
    JsonElement built = layer.getAsJsonObject().get("build_config");
    JsonElement shape = built == null ? null : built.getAsJsonObject().get("input_shape");
    return shape != null && shape.isJsonArray() ? shape.getAsJsonArray() : new JsonArray();
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
