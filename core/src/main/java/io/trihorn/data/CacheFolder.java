package io.trihorn.data;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Rows in a folder: a file for each tensor with its elements, one row after another, and {@code
 * cache.json}, which says what they are and is written last, so that where it is the rows are
 * whole. They are mapped into memory, not read.
 */
final class CacheFolder {
  private static final String INDEX = "cache.json";

  private CacheFolder() {}

  /**
   * The rows in a folder, which are written first where it has none.
   *
   * @param batches gives what is written
   */
  static Batch rows(Path folder, Supplier<BatchIterator> batches) {
    try {
      if (!Files.exists(folder.resolve(INDEX))) {
        try (BatchIterator read = batches.get()) {
          write(folder, read);
        }
      }
      return read(folder);
    } catch (IOException e) {
      throw new DatasetException("cache: " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Writes the rows of batches; of a scalar the first. */
  private static void write(Path folder, BatchIterator batches) throws IOException {
    Files.createDirectories(folder);
    List<Part> parts = new ArrayList<>();
    long rows = 0;
    try {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        if (rows == 0) {
          open(folder, "inputs", batch.inputs(), parts);
          open(folder, "targets", batch.targets(), parts);
          open(folder, "weights", batch.weights(), parts);
        }
        List<TensorData> tensors = new ArrayList<>(batch.inputs());
        tensors.addAll(batch.targets());
        tensors.addAll(batch.weights());
        for (int t = 0; t < parts.size(); t++) {
          parts.get(t).write(tensors.get(t), rows == 0);
        }
        rows += batch.rows();
      }
    } finally {
      for (Part part : parts) {
        part.channel().close();
      }
    }
    if (rows == 0) {
      throw new IllegalStateException("the dataset has no rows");
    }
    JsonObject index = new JsonObject();
    index.addProperty("rows", rows);
    index.addProperty("order", ByteOrder.nativeOrder().toString());
    JsonArray list = new JsonArray();
    parts.forEach(part -> list.add(part.toJson()));
    index.add("tensors", list);
    Path unfinished = folder.resolve(INDEX + ".part");
    Files.writeString(unfinished, index.toString());
    Files.move(unfinished, folder.resolve(INDEX), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void open(Path folder, String role, List<TensorData> tensors, List<Part> parts)
      throws IOException {
    for (int t = 0; t < tensors.size(); t++) {
      String name = role + "-" + t + ".bin";
      FileChannel channel =
          FileChannel.open(
              folder.resolve(name),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING);
      parts.add(new Part(role, name, tensors.get(t).type(), channel));
    }
  }

  /** A tensor that is being written; of its type the first axis does not count. */
  private record Part(String role, String file, TensorType type, FileChannel channel) {
    void write(TensorData tensor, boolean first) throws IOException {
      if (type.rank() == 0 && !first) {
        return;
      }
      ByteBuffer bytes = tensor.bytes();
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    JsonObject toJson() {
      JsonObject json = new JsonObject();
      json.addProperty("role", role);
      json.addProperty("file", file);
      json.addProperty("dtype", type.dtype().name());
      JsonArray dims = new JsonArray();
      for (int i = 0; i < type.rank(); i++) {
        dims.add(type.dim(i));
      }
      json.add("dims", dims);
      return json;
    }
  }

  /** The rows that were written. */
  private static Batch read(Path folder) throws IOException {
    try {
      return read(
          folder,
          JsonParser.parseString(Files.readString(folder.resolve(INDEX))).getAsJsonObject());
    } catch (IllegalStateException
        | IllegalArgumentException
        | NullPointerException
        | UnsupportedOperationException
        | JsonParseException e) {
      throw new IOException(
          INDEX + " is damaged (" + e + "); delete the folder, so that it is written anew", e);
    }
  }

  private static Batch read(Path folder, JsonObject index) throws IOException {
    String order = index.get("order").getAsString();
    if (!order.equals(ByteOrder.nativeOrder().toString())) {
      throw new IOException(
          folder
              + ": was written by a machine with the byte order "
              + order
              + "; delete the folder, so that it is written anew");
    }
    long rows = index.get("rows").getAsLong();
    List<TensorData> inputs = new ArrayList<>();
    List<TensorData> targets = new ArrayList<>();
    List<TensorData> weights = new ArrayList<>();
    for (JsonElement e : index.getAsJsonArray("tensors")) {
      JsonObject part = e.getAsJsonObject();
      long[] dims =
          part.getAsJsonArray("dims").asList().stream().mapToLong(JsonElement::getAsLong).toArray();
      if (dims.length > 0) {
        dims[0] = rows;
      }
      DataType dtype = DataType.valueOf(part.get("dtype").getAsString());
      TensorData tensor =
          map(folder.resolve(part.get("file").getAsString()), TensorType.of(dtype, dims));
      switch (part.get("role").getAsString()) {
        case "inputs" -> inputs.add(tensor);
        case "targets" -> targets.add(tensor);
        default -> weights.add(tensor);
      }
    }
    return new Batch(inputs, targets, weights);
  }

  private static TensorData map(Path file, TensorType type) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() != type.bytes()) {
        throw new IOException(
            file
                + ": expected "
                + type.bytes()
                + " bytes for "
                + type
                + ", but it has "
                + channel.size()
                + "; delete the folder, so that it is written anew");
      }
      // Private, so that who changes a batch does not change the file.
      return TensorData.wrap(
          type,
          channel.map(FileChannel.MapMode.PRIVATE, 0, type.bytes()).order(ByteOrder.nativeOrder()));
    }
  }
}
