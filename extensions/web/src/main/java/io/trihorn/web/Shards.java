package io.trihorn.web;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.config.Config;
import io.trihorn.config.JsonParts;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.DTypes;
import io.trihorn.saving.files.FileSet;
import io.trihorn.saving.files.SavingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights one after the other in files of limited size, wherever one file ends and the next begins.
 */
final class Shards {
  /** What browsers can cache as one file. */
  static final int LIMIT = 4 << 20;

  private final FileSet files;
  private final JsonArray specs = new JsonArray();
  private final List<ByteBuffer> values = new ArrayList<>();

  /** Weights that are to be written into the files of a set. */
  Shards(FileSet files) {
    this.files = files;
  }

  /**
   * Adds a weight.
   *
   * @param group {@code optimizer} for an optimizer's variable, null for a model's weight
   */
  void add(String name, TensorData value, String group) {
    JsonObject spec = new JsonObject();
    spec.addProperty("name", name);
    spec.add("shape", Config.toJson(value.shape()));
    spec.addProperty("dtype", DTypes.name(value.type().dtype()));
    if (group != null) {
      spec.addProperty("group", group);
    }
    specs.add(spec);
    values.add(value.bytes());
  }

  /** Writes the files, and gives the {@code weightsManifest}. */
  JsonArray write() throws IOException {
    JsonArray paths = new JsonArray();
    int next = 0;
    for (int part = 0; next < values.size() || part == 0; part++) {
      List<ByteBuffer> filling = new ArrayList<>();
      int room = LIMIT;
      while (room > 0 && next < values.size()) {
        ByteBuffer value = values.get(next);
        int count = Math.min(room, value.remaining());
        filling.add(value.slice(value.position(), count));
        value.position(value.position() + count);
        room -= count;
        if (!value.hasRemaining()) {
          next++;
        }
      }
      files.write(part, path -> fill(path, filling));
      paths.add(files.name(part));
    }
    JsonObject group = new JsonObject();
    group.add("paths", paths);
    group.add("weights", specs);
    JsonArray manifest = new JsonArray();
    manifest.add(group);
    return manifest;
  }

  private static void fill(Path path, List<ByteBuffer> filling) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      for (ByteBuffer bytes : filling) {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
    }
  }

  /**
   * The weights that a manifest tells of, in its order; an optimizer's variables by names that
   * begin with {@link #OPTIMIZER}.
   *
   * @param file the file with the manifest, beside which the others are
   * @throws SavingException if files are missing, or have fewer or more bytes than it says
   */
  static Map<String, TensorData> read(Path file, JsonElement manifest) throws IOException {
    Map<String, TensorData> all = new LinkedHashMap<>();
    for (JsonElement group : JsonParts.array("weightsManifest", manifest)) {
      List<StoredWeight> weights = new ArrayList<>();
      long needed = 0;
      for (JsonElement e : JsonParts.array("a group of weights", group, "weights")) {
        StoredWeight weight = StoredWeight.of(e);
        weights.add(weight);
        needed = Math.addExact(needed, weight.bytes());
      }
      List<Path> parts = new ArrayList<>();
      long there = 0;
      for (JsonElement e : JsonParts.array("a group of weights", group, "paths")) {
        Path part = file.resolveSibling(plain(file, JsonParts.text("a path", e)));
        if (!Files.isRegularFile(part)) {
          throw new SavingException(file + " tells of the file " + part + ", which is not there");
        }
        parts.add(part);
        there += Files.size(part);
      }
      if (there != needed || there > Integer.MAX_VALUE) {
        throw new SavingException(
            "%s: its weights take %d bytes, but %s have %d; a group can have 2 GiB"
                .formatted(file, needed, parts, there));
      }
      byte[] bytes = new byte[(int) there];
      int at = 0;
      for (Path part : parts) {
        byte[] content = Files.readAllBytes(part);
        if (content.length > bytes.length - at) {
          throw new SavingException(part + " grew while it was read");
        }
        System.arraycopy(content, 0, bytes, at, content.length);
        at += content.length;
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      for (StoredWeight weight : weights) {
        if (all.put(weight.key(), weight.take(buffer)) != null) {
          throw new SavingException(file + " has two weights named '" + weight.name() + "'");
        }
      }
    }
    return all;
  }

  /** What the keys of an optimizer's variables begin with. */
  static final String OPTIMIZER = "optimizer:";

  /** The name of a file in the same folder, and of none elsewhere. */
  private static String plain(Path file, String name) {
    Path path = Path.of(name);
    if (path.isAbsolute() || path.getNameCount() != 1 || name.equals("..") || name.equals(".")) {
      throw new SavingException(
          file + ": '" + name + "' should be the name of a file in the same folder");
    }
    return name;
  }
}
