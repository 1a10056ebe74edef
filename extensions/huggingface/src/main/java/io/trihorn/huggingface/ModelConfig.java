package io.trihorn.huggingface;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.trihorn.saving.files.SavingException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A {@code config.json}, of which nothing is believed before it is looked at. */
final class ModelConfig {
  private final Path file;
  private final JsonObject json;

  private ModelConfig(Path file, JsonObject json) {
    this.file = file;
    this.json = json;
  }

  /**
   * Reads a file.
   *
   * @throws SavingException if it is not there or no object of JSON
   */
  static ModelConfig read(Path file) {
    try {
      if (JsonParser.parseString(Files.readString(file)) instanceof JsonObject object) {
        return new ModelConfig(file, object);
      }
    } catch (JsonParseException | MalformedInputException e) {
      throw new SavingException(file + " is no JSON: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new SavingException("could not read " + file + ": " + e, e);
    }
    throw new SavingException(file + " should be an object of JSON");
  }

  /** A whole number from 1. */
  int size(String key) {
    JsonPrimitive value = number(key);
    double number = value.getAsDouble();
    if (number < 1 || number > Integer.MAX_VALUE || number != Math.rint(number)) {
      throw wrong(key, "a whole number from 1", value);
    }
    return (int) number;
  }

  /** A whole number from 1; another where there is none, or null stands there. */
  int size(String key, int otherwise) {
    return has(key) ? size(key) : otherwise;
  }

  /** A token; -1 where there is none, or null stands there. */
  int tokenOrNone(String key) {
    if (!has(key)) {
      return -1;
    }
    double value = number(key).getAsDouble();
    if (value < 0 || value > Integer.MAX_VALUE || value != Math.rint(value)) {
      throw wrong(key, "a token", json.get(key));
    }
    return (int) value;
  }

  /** A small number above 0, such as an epsilon. */
  double epsilon(String key, double otherwise) {
    double value = has(key) ? number(key).getAsDouble() : otherwise;
    if (!(value > 0 && value < 1)) {
      throw wrong(key, "a number between 0 and 1", json.get(key));
    }
    return value;
  }

  /** A part, such as the rate of a dropout. */
  double rate(String key, double otherwise) {
    double value = has(key) ? number(key).getAsDouble() : otherwise;
    if (!(value >= 0 && value < 1)) {
      throw wrong(key, "a number from 0 to less than 1", json.get(key));
    }
    return value;
  }

  /** A text; another where there is none. */
  String text(String key, String otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    if (!(json.get(key) instanceof JsonPrimitive value) || !value.isString()) {
      throw wrong(key, "a text", json.get(key));
    }
    return value.getAsString();
  }

  /** A value by a text. */
  <T> T choice(String key, String otherwise, Map<String, T> choices) {
    String text = text(key, otherwise);
    T chosen = choices.get(text);
    if (chosen == null) {
      throw wrong(key, "one of " + choices.keySet().stream().sorted().toList(), json.get(key));
    }
    return chosen;
  }

  /** Refuses what is computed otherwise where a key has another value than the usual one. */
  void require(String key, JsonPrimitive usual) {
    JsonElement value = json.get(key);
    if (has(key) && !usual.equals(value)) {
      throw wrong(key, usual.toString() + ", as other values are not supported", value);
    }
  }

  /** The size of each part where some are divided equally. */
  int dividedBy(String whole, String parts) {
    if (size(whole) % size(parts) != 0) {
      throw wrong(whole, "a multiple of " + parts, json.get(whole));
    }
    return size(whole) / size(parts);
  }

  private boolean has(String key) {
    return json.has(key) && !json.get(key).isJsonNull();
  }

  private JsonPrimitive number(String key) {
    if (!(json.get(key) instanceof JsonPrimitive value) || !value.isNumber()) {
      throw wrong(key, "a number", json.get(key));
    }
    return value;
  }

  /** What is wrong with a value. */
  SavingException wrong(String key, String expected, Object got) {
    String text = String.valueOf(got);
    return new SavingException(
        "%s: '%s' should be %s, but is %s"
            .formatted(file, key, expected, text.length() > 100 ? text.substring(0, 100) : text));
  }
}
