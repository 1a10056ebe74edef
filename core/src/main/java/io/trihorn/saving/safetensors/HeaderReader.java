package io.trihorn.saving.safetensors;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.trihorn.graph.TensorType;
import io.trihorn.saving.files.SavingException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the text, and trusts nothing in it.
 *
 * @param size how many bytes follow the header
 */
record HeaderReader(Path file, long size) {
  Header header(long length, ByteBuffer text) {
    JsonElement json;
    try {
      json = JsonParser.parseString(StandardCharsets.UTF_8.decode(text).toString());
    } catch (JsonParseException e) {
      throw new SavingException(file + " is no file of safetensors: its header is no JSON", e);
    }
    if (!(json instanceof JsonObject object)) {
      throw wrong("its header should be an object", json);
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Header.Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonElement> each : object.entrySet()) {
      if (each.getKey().equals(Header.METADATA)) {
        readMetadata(each.getValue(), metadata);
      } else {
        entries.add(entry(each.getKey(), each.getValue()));
      }
    }
    entries.sort(Comparator.comparing(Header.Entry::begin).thenComparing(Header.Entry::end));
    long at = 0;
    for (Header.Entry entry : entries) {
      if (entry.begin() != at) {
        throw wrong("tensor '" + entry.name() + "' should begin at byte " + at, entry.begin());
      }
      at = entry.end();
    }
    if (at != size) {
      throw wrong("after the header there should be " + at + " bytes", size);
    }
    return new Header(length, List.copyOf(entries), metadata);
  }

  private void readMetadata(JsonElement given, Map<String, String> metadata) {
    if (!(given instanceof JsonObject texts)) {
      throw wrong(Header.METADATA + " should be an object of texts", given);
    }
    for (Map.Entry<String, JsonElement> text : texts.entrySet()) {
      if (!(text.getValue() instanceof JsonPrimitive p) || !p.isString()) {
        throw wrong(Header.METADATA + " should hold texts", text.getValue());
      }
      metadata.put(text.getKey(), p.getAsString());
    }
  }

  private Header.Entry entry(String name, JsonElement given) {
    if (!(given instanceof JsonObject object)
        || !(object.get("dtype") instanceof JsonPrimitive dtype)
        || object.size() != 3) {
      throw wrong("tensor '" + name + "' should have dtype, shape and data_offsets", given);
    }
    DataType type = Header.TYPES.get(dtype.getAsString());
    if (type == null) {
      throw wrong(
          "tensor '" + name + "' should be of " + Header.TYPES.keySet().stream().sorted().toList(),
          dtype);
    }
    long[] dims = numbers(name, object.get("shape"));
    long[] places = numbers(name, object.get("data_offsets"));
    if (places.length != 2) {
      throw wrong("data_offsets of tensor '" + name + "' should be two", given);
    }
    long bytes = bytes(name, type, dims);
    if (places[1] > size || places[1] - places[0] != bytes) {
      throw wrong(
          "tensor '%s' should take %d of %d bytes".formatted(name, bytes, size),
          object.get("data_offsets"));
    }
    return new Header.Entry(name, TensorType.of(type, dims), places[0], places[1]);
  }

  /** How many bytes elements take; fails where that is more than one tensor may. */
  private long bytes(String name, DataType type, long[] dims) {
    long bytes = type.getNumOfBytes();
    try {
      for (long dim : dims) {
        bytes = Math.multiplyExact(bytes, dim);
      }
    } catch (ArithmeticException e) {
      bytes = Long.MAX_VALUE;
    }
    if (bytes > Integer.MAX_VALUE) {
      throw wrong("tensor '" + name + "' should take less than 2 GiB", bytes);
    }
    return bytes;
  }

  private long[] numbers(String name, JsonElement given) {
    if (!(given instanceof JsonArray array)) {
      throw wrong("tensor '" + name + "' should have lists of numbers", given);
    }
    long[] numbers = new long[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(name, array.get(i));
    }
    return numbers;
  }

  private long number(String name, JsonElement given) {
    try {
      if (given instanceof JsonPrimitive p && p.isNumber()) {
        long value = p.getAsBigDecimal().longValueExact();
        if (value >= 0) {
          return value;
        }
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong("numbers of tensor '" + name + "' should be whole", given);
    }
    throw wrong("numbers of tensor '" + name + "' should be whole and at least 0", given);
  }

  private SavingException wrong(String expected, Object given) {
    String text = String.valueOf(given);
    return new SavingException(
        "%s is no file of safetensors: %s, but got %s"
            .formatted(file, expected, text.length() > 200 ? text.substring(0, 200) : text));
  }
}
