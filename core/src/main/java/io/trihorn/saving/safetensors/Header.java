package io.trihorn.saving.safetensors;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.saving.files.SavingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What stands before the tensors.
 *
 * @param length the place of the first tensor's first byte
 * @param entries by their places
 */
record Header(long length, List<Entry> entries, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";

  /** The format's own limit. */
  private static final long LONGEST = 100_000_000;

  static final Map<String, DataType> TYPES =
      Map.ofEntries(
          Map.entry("BOOL", DataType.BOOLEAN),
          Map.entry("I8", DataType.INT8),
          Map.entry("U8", DataType.UINT8),
          Map.entry("I16", DataType.INT16),
          Map.entry("U16", DataType.UINT16),
          Map.entry("I32", DataType.INT32),
          Map.entry("U32", DataType.UINT32),
          Map.entry("I64", DataType.INT64),
          Map.entry("F16", DataType.FLOAT16),
          Map.entry("BF16", DataType.BFLOAT16),
          Map.entry("F32", DataType.FLOAT32),
          Map.entry("F64", DataType.FLOAT64));

  /** A tensor: from its first byte to the one after its last, counted from the first tensor's. */
  record Entry(String name, TensorType type, long begin, long end) {
    /** The tensor in a file; the elements are read when they are looked at. */
    TensorData map(FileChannel channel, long first) throws IOException {
      if (begin == end) {
        return TensorData.zeros(type);
      }
      ByteBuffer bytes = channel.map(MapMode.READ_ONLY, first + begin, end - begin);
      return TensorData.wrap(type, bytes.order(ByteOrder.LITTLE_ENDIAN));
    }
  }

  static Header read(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    ByteBuffer start = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, start, 0);
    long length = start.flip().remaining() < 8 ? -1 : start.getLong(0);
    if (length < 2 || length > LONGEST || length > size - 8) {
      throw new SavingException(
          file
              + " is no whole file of safetensors: its header should take from 2 to "
              + Math.max(2, Math.min(LONGEST, size - 8))
              + " bytes, but says "
              + Long.toUnsignedString(length)
              + "; get the file again");
    }
    ByteBuffer text = ByteBuffer.allocate((int) length);
    readFully(channel, text, 8);
    return new HeaderReader(file, size - 8 - length).header(8 + length, text.flip());
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long at) throws IOException {
    long position = at;
    while (into.hasRemaining()) {
      int count = channel.read(into, position);
      if (count < 0) {
        return;
      }
      position += count;
    }
  }

  /** The header of tensors that are to be written. */
  static Header of(Path file, Map<String, TensorData> tensors, Map<String, String> metadata) {
    List<Map.Entry<String, TensorData>> order = new ArrayList<>(tensors.entrySet());
    // Stable: else the order is the given one.
    order.sort(Comparator.comparing(e -> -e.getValue().dtype().getNumOfBytes()));
    List<Entry> entries = new ArrayList<>();
    long at = 0;
    for (Map.Entry<String, TensorData> each : order) {
      TensorType type = each.getValue().type();
      nameOf(file, each.getKey(), type.dtype());
      if (each.getKey().equals(METADATA)) {
        throw new SavingException(
            "could not write " + file + ": no tensor may be called " + METADATA);
      }
      entries.add(new Entry(each.getKey(), type, at, at + type.bytes()));
      at += type.bytes();
    }
    return new Header(0, List.copyOf(entries), metadata);
  }

  private static String nameOf(Path file, String tensor, DataType dtype) {
    return TYPES.entrySet().stream()
        .filter(e -> e.getValue() == dtype)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(
            () ->
                new SavingException(
                    "could not write %s: tensor '%s' is of %s; the format has %s"
                        .formatted(
                            file, tensor, dtype, TYPES.values().stream().sorted().toList())));
  }

  /**
   * The length and the text, filled up with spaces so that the tensors begin at a multiple of 8.
   */
  ByteBuffer bytes() {
    JsonObject json = new JsonObject();
    if (!metadata.isEmpty()) {
      JsonObject texts = new JsonObject();
      metadata.forEach(texts::addProperty);
      json.add(METADATA, texts);
    }
    for (Entry entry : entries) {
      JsonObject each = new JsonObject();
      each.addProperty("dtype", nameOf(null, entry.name(), entry.type().dtype()));
      each.add("shape", array(entry.type().dims()));
      each.add("data_offsets", array(entry.begin(), entry.end()));
      json.add(entry.name(), each);
    }
    byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
    int length = (text.length + 7) / 8 * 8;
    ByteBuffer bytes = ByteBuffer.allocate(8 + length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(length).put(text);
    while (bytes.hasRemaining()) {
      bytes.put((byte) ' ');
    }
    return bytes.flip();
  }

  private static JsonArray array(long... values) {
    JsonArray array = new JsonArray();
    for (long value : values) {
      array.add(value);
    }
    return array;
  }
}
