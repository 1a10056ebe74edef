package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trihorn.backend.Backend;
import io.trihorn.config.UnknownNameException;
import io.trihorn.model.Model;
import io.trihorn.model.ModelException;
import io.trihorn.model.ModelExporter;
import io.trihorn.model.Models;
import io.trihorn.protobuf.Field;
import io.trihorn.saving.files.Folders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files and signatures of an exported SavedModel, against those of Keras's. */
final class ExportedSignatures {
  private static final String FORMAT = "tf_saved_model";

  /** Element types by the numbers of {@code tensorflow.DataType}. */
  private static final Map<Long, String> DTYPES =
      Map.of(1L, "float32", 2L, "float64", 3L, "int32", 9L, "int64", 10L, "bool", 19L, "float16");

  private ExportedSignatures() {}

  /**
   * Exports the model of a call and compares.
   *
   * @throws UnknownNameException if nothing on the class path writes the format
   */
  static void check(JsonObject call, Backend backend, Checks checks) throws IOException {
    ModelExporter exporter = exporter();
    String text =
        call.getAsJsonObject("expected").getAsJsonObject("result").get("value").getAsString();
    JsonObject expected = JsonParser.parseString(text).getAsJsonObject();
    Path folder = Files.createTempDirectory("trihorn-export");
    try (Model model = Models.fromConfig(call.getAsJsonArray("args").get(0)).on(backend)) {
      Path saved = folder.resolve("e");
      exporter.export(model, saved);
      checks.same("files", List.copyOf(files(folder)), texts(expected.getAsJsonArray("files")));
      Map<String, JsonObject> signatures = signatures(saved.resolve("saved_model.pb"));
      for (String name : signatures.keySet()) {
        checks.same("signature " + name, signatures.get(name), expected.get(name));
      }
      TreeSet<String> endpoints = new TreeSet<>(signatures.keySet());
      endpoints.remove("serving_default");
      checks.same("endpoints", List.copyOf(endpoints), texts(expected.getAsJsonArray("endpoints")));
    } finally {
      Folders.delete(folder);
    }
  }

  private static ModelExporter exporter() {
    try {
      return ModelExporter.of(FORMAT);
    } catch (ModelException e) {
      throw new UnknownNameException(FORMAT, e.getMessage());
    }
  }

  private static List<String> texts(JsonArray array) {
    List<String> texts = new ArrayList<>();
    array.forEach(e -> texts.add(e.getAsString()));
    return texts;
  }

  private static TreeSet<String> files(Path folder) throws IOException {
    TreeSet<String> files = new TreeSet<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(Files::isRegularFile)
          .forEach(f -> files.add(folder.relativize(f).toString().replace('\\', '/')));
    }
    return files;
  }

  /** The signatures of the only graph, {@code SavedModel.meta_graphs[0].signature_def}. */
  private static Map<String, JsonObject> signatures(Path file) throws IOException {
    ByteBuffer meta = all(ByteBuffer.wrap(Files.readAllBytes(file)), 2).get(0);
    Map<String, JsonObject> signatures = new TreeMap<>();
    for (ByteBuffer entry : all(meta, 5)) {
      ByteBuffer signature = all(entry, 2).get(0);
      JsonObject json = new JsonObject();
      json.add("inputs", tensors(all(signature, 1)));
      json.add("outputs", tensors(all(signature, 2)));
      signatures.put(text(all(entry, 1).get(0)), json);
    }
    return signatures;
  }

  private static JsonObject tensors(List<ByteBuffer> entries) {
    Map<String, String> found = new TreeMap<>();
    for (ByteBuffer entry : entries) {
      ByteBuffer info = all(entry, 2).get(0);
      List<String> dims = new ArrayList<>();
      for (ByteBuffer dim : all(all(info, 3).get(0), 2)) {
        List<ByteBuffer> size = all(dim, 1);
        long extent = size.isEmpty() ? 0 : Field.varint(size.get(0));
        dims.add(extent < 0 ? "None" : Long.toString(extent));
      }
      String dtype = DTYPES.get(Field.varint(all(info, 2).get(0)));
      found.put(text(all(entry, 1).get(0)), dtype + " (" + String.join(", ", dims) + ")");
    }
    JsonObject json = new JsonObject();
    found.forEach(json::addProperty);
    return json;
  }

  /** The contents of all fields of a number. */
  private static List<ByteBuffer> all(ByteBuffer message, int number) {
    return Field.fields(message.duplicate()).stream()
        .filter(field -> field.number() == number)
        .map(Field::content)
        .toList();
  }

  private static String text(ByteBuffer content) {
    return StandardCharsets.UTF_8.decode(content.duplicate()).toString();
  }
}
