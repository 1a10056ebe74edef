package io.trihorn.config;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.trihorn.ops.DTypes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The attributes of one object, being written or read. Each method takes a key and the attribute's
 * value: a writer puts the value and gives it back; a reader gives what the JSON holds, or the
 * value where the key is missing.
 */
public final class Config {
  private final String owner;
  private final boolean reading;
  private final JsonObject json;
  private final Set<String> optional = new LinkedHashSet<>();

  private Config(String owner, boolean reading, JsonObject json) {
    this.owner = owner;
    this.reading = reading;
    this.json = json;
  }

  /** A configuration to be filled. */
  public static Config writer(String owner) {
    return new Config(owner, false, new JsonObject());
  }

  /** A configuration to be read; the owner's name is for messages. */
  public static Config reader(String owner, JsonObject json) {
    return new Config(owner, true, json);
  }

  /** Whether attributes are being read. */
  public boolean reading() {
    return reading;
  }

  /**
   * The names of the attributes that an object takes; among them those that it writes only where
   * they are set.
   */
  static Set<String> names(Configurable object) {
    Config config = writer(object.className());
    object.configure(config);
    Set<String> names = new LinkedHashSet<>(config.json.keySet());
    names.addAll(config.optional);
    return names;
  }

  /**
   * Whether an attribute that is written only where it is set is to be described now: in reading it
   * always is.
   */
  public boolean optional(String key, boolean set) {
    optional.add(key);
    return reading || set;
  }

  /** The JSON. */
  public JsonObject json() {
    return json;
  }

  /** Whether a reader has a value other than null for this key. */
  public boolean has(String key) {
    return json.has(key) && !json.get(key).isJsonNull();
  }

  /**
   * An attribute of any kind; null stays null, unless the value is one of an enumeration.
   *
   * @param write value to JSON; not called with null
   * @param read JSON to value; not called with JSON null
   */
  public <T> T value(
      String key, T value, Function<T, JsonElement> write, Function<JsonElement, T> read) {
    if (!reading) {
      json.add(key, value == null ? JsonNull.INSTANCE : write.apply(value));
      return value;
    }
    if (!json.has(key)) {
      return value;
    }
    JsonElement element = json.get(key);
    if (element.isJsonNull()) {
      return value instanceof Enum<?> ? present(key, null) : null;
    }
    try {
      return read.apply(element);
    } catch (IllegalStateException | UnsupportedOperationException | NumberFormatException e) {
      throw wrong(key, "another kind of value", element);
    }
  }

  private ConfigException wrong(String key, String expected, JsonElement got) {
    return new ConfigException(owner + ": '" + key + "' should be " + expected + ", but is " + got);
  }

  /** A whole number. */
  public int integer(String key, int value) {
    Integer read = nullableInteger(key, value);
    if (read == null) {
      throw new ConfigException(owner + ": '" + key + "' should be a whole number, but is null");
    }
    return read;
  }

  /** A whole number of 1 or more. */
  public int positive(String key, int value) {
    return requirePositive(owner, key, integer(key, value));
  }

  /**
   * A value that is 1 or more.
   *
   * @throws ConfigException if it is not; the message has the names of its owner and its key
   */
  public static int requirePositive(String owner, String key, int value) {
    if (value < 1) {
      throw new ConfigException(owner + ": '" + key + "' should be 1 or more, but is " + value);
    }
    return value;
  }

  /**
   * A learning rate: 0 or more.
   *
   * @throws ConfigException if it is not; the message has the name of its owner
   */
  public static double requireRate(String owner, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new ConfigException(
          owner + ": 'learning_rate' should be a number of 0 or more, but is " + value);
    }
    return value;
  }

  /** A number from 0 to 1. */
  public double share(String key, double value) {
    return requireShare(owner, key, number(key, value));
  }

  /**
   * A number from 0 to 1, such as how much of an average stays in each step.
   *
   * @throws ConfigException if it is not; the message has the names of its owner and its key
   */
  public static double requireShare(String owner, String key, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new ConfigException(owner + ": '" + key + "' should be from 0 to 1, but is " + value);
    }
    return value;
  }

  /** A whole number or null. */
  public Integer nullableInteger(String key, Integer value) {
    return value(key, value, JsonPrimitive::new, e -> wholeNumber(key, e));
  }

  private int wholeNumber(String key, JsonElement e) {
    double d = number(e);
    if (d != Math.rint(d) || Math.abs(d) > Integer.MAX_VALUE) {
      throw wrong(key, "a whole number", e);
    }
    return (int) d;
  }

  /** A number; Keras writes what JSON lacks as {@code "nan"}, {@code "inf"}, {@code "-inf"}. */
  public double number(String key, double value) {
    Double read = nullableNumber(key, value);
    if (read == null) {
      throw new ConfigException(owner + ": '" + key + "' should be a number, but is null");
    }
    return read;
  }

  /** A number or null. */
  public Double nullableNumber(String key, Double value) {
    return value(key, value, Config::element, Config::number);
  }

  private static JsonElement element(double value) {
    return new JsonPrimitive(value);
  }

  /** The number an element stands for, {@code "nan"} and {@code "inf"} among them. */
  public static double number(JsonElement e) {
    if (e.isJsonPrimitive() && e.getAsJsonPrimitive().isString()) {
      return switch (e.getAsString()) {
        case "nan", "NaN" -> Double.NaN;
        case "inf", "Infinity" -> Double.POSITIVE_INFINITY;
        case "-inf", "-Infinity" -> Double.NEGATIVE_INFINITY;
        default -> Double.parseDouble(e.getAsString());
      };
    }
    return e.getAsDouble();
  }

  /** True or false. */
  public boolean bool(String key, boolean value) {
    Boolean read = value(key, value, JsonPrimitive::new, JsonElement::getAsBoolean);
    return read != null && read;
  }

  /** A text or null. */
  public String text(String key, String value) {
    return value(key, value, JsonPrimitive::new, JsonElement::getAsString);
  }

  /**
   * A value that is not null.
   *
   * @throws ConfigException if it is; the message has the names of its owner and its key
   */
  public <T> T present(String key, T value) {
    if (value == null) {
      throw new ConfigException(owner + ": '" + key + "' should have a value, but is null");
    }
    return value;
  }

  /** Whole numbers, as a JSON list; a single number is read as a list of one. Null stays null. */
  public List<Integer> integers(String key, List<Integer> value) {
    return value(key, value, Config::array, e -> list(e, x -> wholeNumber(key, x)));
  }

  /** Whole numbers, where a list of one is a single number. Null stays null. */
  public List<Integer> integerOrIntegers(String key, List<Integer> value) {
    return value(
        key,
        value,
        v -> v.size() == 1 ? new JsonPrimitive(v.get(0)) : array(v),
        e -> list(e, x -> wholeNumber(key, x)));
  }

  /** Numbers, as a JSON list. */
  public List<Double> numbers(String key, List<Double> value) {
    return value(key, value, Config::array, e -> list(e, Config::number));
  }

  /** Texts, as a JSON list. */
  public List<String> texts(String key, List<String> value) {
    return value(
        key,
        value,
        v -> {
          JsonArray array = new JsonArray();
          v.forEach(array::add);
          return array;
        },
        e -> list(e, JsonElement::getAsString));
  }

  private static JsonArray array(List<? extends Number> values) {
    JsonArray array = new JsonArray();
    for (Number n : values) {
      array.add(n);
    }
    return array;
  }

  /**
   * The elements of a JSON list, or of a list of one.
   *
   * @throws ConfigException if one of them is null
   */
  public static <T> List<T> list(JsonElement element, Function<JsonElement, T> read) {
    return withoutNull(element, nullableList(element, read));
  }

  private static <T> List<T> withoutNull(JsonElement element, List<T> values) {
    if (values.contains(null)) {
      throw new ConfigException("a list should hold no null, but is " + element);
    }
    return values;
  }

  /** The elements of a JSON list, or of a list of one, some of which may be null. */
  public static <T> List<T> nullableList(JsonElement element, Function<JsonElement, T> read) {
    if (!element.isJsonArray()) {
      return Collections.singletonList(element.isJsonNull() ? null : read.apply(element));
    }
    List<T> values = new ArrayList<>();
    for (JsonElement e : element.getAsJsonArray()) {
      values.add(e.isJsonNull() ? null : read.apply(e));
    }
    return values;
  }

  /** A shape, as a JSON list with null where an extent is open (-1). */
  public Shape shape(String key, Shape value) {
    return value(key, value, Config::toJson, Config::toShape);
  }

  /** A shape as a JSON list with null where an extent is open (-1). */
  public static JsonArray toJson(Shape shape) {
    JsonArray array = new JsonArray();
    for (long d : shape.getShape()) {
      array.add(d < 0 ? JsonNull.INSTANCE : new JsonPrimitive(d));
    }
    return array;
  }

  /** A shape of such an array. */
  public static Shape toShape(JsonElement json) {
    return new Shape(
        nullableList(json, JsonElement::getAsLong).stream()
            .mapToLong(d -> d == null ? -1 : d)
            .toArray());
  }

  /** An element type by Keras's name, or null. */
  public DataType dtype(String key, DataType value) {
    return value(
        key, value, v -> new JsonPrimitive(DTypes.name(v)), e -> DTypes.parse(e.getAsString()));
  }

  /** A nested object of a registered family, in Keras's serialized form; null stays null. */
  public <T extends Configurable> T object(String key, T value, Registry<T> family) {
    return value(key, value, family::serialize, family::deserialize);
  }

  /**
   * Nested objects of a registered family.
   *
   * @throws UnknownNameException if some are unknown; it tells of all of them
   */
  public <T extends Configurable> List<T> objects(String key, List<T> value, Registry<T> family) {
    return value(
        key,
        value,
        v -> {
          JsonArray array = new JsonArray();
          v.forEach(o -> array.add(o == null ? JsonNull.INSTANCE : family.serialize(o)));
          return array;
        },
        e -> {
          UnknownNames unknown = new UnknownNames();
          List<T> read = nullableList(e, item -> unknown.read(() -> family.deserialize(item)));
          unknown.require();
          return withoutNull(e, read);
        });
  }

  /** A key whose value is fixed here and ignored when read. */
  public void constant(String key, JsonElement value) {
    if (!reading) {
      json.add(key, value);
    }
  }
}
