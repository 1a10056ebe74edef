package io.trihorn.testkit.conformance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Reads event files of TensorBoard, checksums and all. */
final class EventReader {
  private EventReader() {}

  /**
   * A value of an event.
   *
   * @param step where it was seen
   * @param plugin what shows it
   * @param numbers the elements of a tensor of numbers
   * @param texts the elements of a tensor of texts, as bytes
   */
  record Seen(long step, String plugin, List<Double> numbers, List<byte[]> texts) {}

  /**
   * A file.
   *
   * @param version what the first event says
   * @param values by tag
   * @param graphs the graphs, each the nodes by name with their inputs
   */
  record Events(
      String version, Map<String, List<Seen>> values, List<Map<String, List<String>>> graphs) {}

  /** The only event file of a folder. */
  static Events readOnly(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      List<Path> all = files.filter(f -> f.getFileName().toString().contains("tfevents")).toList();
      if (all.size() != 1) {
        throw new IOException(folder + " should have one event file, but has " + all);
      }
      return read(all.get(0));
    }
  }

  private static Events read(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    String version = "";
    Map<String, List<Seen>> values = new TreeMap<>();
    List<Map<String, List<String>>> graphs = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = take(in, Long.BYTES);
      byte[] record =
          take(in, (int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong());
      Map<Integer, List<Object>> event = fields(record);
      if (event.containsKey(3)) {
        version = text(event.get(3).get(0));
      }
      if (event.containsKey(4)) {
        graphs.add(graph((byte[]) event.get(4).get(0)));
      }
      long step = event.containsKey(2) ? (Long) event.get(2).get(0) : 0;
      for (Object summary : event.getOrDefault(5, List.of())) {
        for (Object value : fields((byte[]) summary).getOrDefault(1, List.of())) {
          Map<Integer, List<Object>> parts = fields((byte[]) value);
          values
              .computeIfAbsent(text(parts.get(1).get(0)), tag -> new ArrayList<>())
              .add(seen(step, parts));
        }
      }
    }
    return new Events(version, values, graphs);
  }

  /** Bytes that are followed by their checksum. */
  private static byte[] take(ByteBuffer in, int size) throws IOException {
    byte[] bytes = new byte[size];
    in.get(bytes);
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    int value = (int) crc.getValue();
    int masked = ((value >>> 15) | (value << 17)) + 0xa282ead8;
    if (in.getInt() != masked) {
      throw new IOException("the checksum before byte " + in.position() + " is wrong");
    }
    return bytes;
  }

  private static Seen seen(long step, Map<Integer, List<Object>> value) {
    Map<Integer, List<Object>> metadata = fields((byte[]) value.get(9).get(0));
    String plugin = text(fields((byte[]) metadata.get(1).get(0)).get(1).get(0));
    Map<Integer, List<Object>> tensor = fields((byte[]) value.get(8).get(0));
    List<Double> numbers = new ArrayList<>();
    if (tensor.containsKey(4)) {
      ByteBuffer content =
          ByteBuffer.wrap((byte[]) tensor.get(4).get(0)).order(ByteOrder.LITTLE_ENDIAN);
      boolean single = (Long) tensor.get(1).get(0) == 1;
      while (content.hasRemaining()) {
        numbers.add(single ? content.getFloat() : content.getDouble());
      }
    }
    List<byte[]> texts =
        tensor.getOrDefault(8, List.of()).stream().map(bytes -> (byte[]) bytes).toList();
    return new Seen(step, plugin, numbers, texts);
  }

  private static Map<String, List<String>> graph(byte[] message) {
    Map<String, List<String>> nodes = new LinkedHashMap<>();
    for (Object node : fields(message).getOrDefault(1, List.of())) {
      Map<Integer, List<Object>> parts = fields((byte[]) node);
      nodes.put(
          text(parts.get(1).get(0)),
          parts.getOrDefault(3, List.of()).stream().map(EventReader::text).toList());
    }
    return nodes;
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }

  /** The fields of a message: integers and doubles as such, all else as bytes. */
  private static Map<Integer, List<Object>> fields(byte[] message) {
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    Map<Integer, List<Object>> fields = new TreeMap<>();
    while (in.hasRemaining()) {
      long tag = varint(in);
      Object value =
          switch ((int) (tag & 7)) {
            case 0 -> varint(in);
            case 1 -> in.getDouble();
            case 2 -> {
              byte[] bytes = new byte[(int) varint(in)];
              in.get(bytes);
              yield bytes;
            }
            default -> throw new IllegalArgumentException("form " + (tag & 7) + " of a field");
          };
      fields.computeIfAbsent((int) (tag >>> 3), f -> new ArrayList<>()).add(value);
    }
    return fields;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    int shift = 0;
    while (true) {
      byte next = in.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
      shift += 7;
    }
  }
}
