package io.trihorn.texts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A value of a text with its place: an object, a list, a text, a number, a truth value or null.
 *
 * @param place where it stands
 * @param value a {@code Map<String, Block>}, a {@code List<Block>}, a {@code String}, a {@code
 *     Number}, a {@code Boolean} or null
 * @param keys for an object, where its keys stand
 */
record Block(Place place, Object value, Map<String, Place> keys) {
  /** The blocks of an object, by their keys. */
  @SuppressWarnings("unchecked") // The only maps there are.
  Map<String, Block> fields(String what) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Block>) map;
    }
    throw wrong(what, "an object");
  }

  @SuppressWarnings("unchecked") // The only lists there are.
  List<Block> items(String what) {
    if (value instanceof List<?> list) {
      return (List<Block>) list;
    }
    throw wrong(what, "a list");
  }

  String text(String what) {
    if (value instanceof String text) {
      return text;
    }
    throw wrong(what, "a text");
  }

  double number(String what) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw wrong(what, "a number");
  }

  boolean flag(String what) {
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrong(what, "true or false");
  }

  /** A whole number that is not less than another one. */
  long integer(String what, long least) {
    if (value instanceof Long number && number >= least) {
      return number;
    }
    throw wrong(what, "a whole number of " + least + " or more");
  }

  private TextException wrong(String what, String expected) {
    return place.wrong(what + " should be " + expected + ", but is " + shown());
  }

  /** The value in short. */
  private String shown() {
    if (value instanceof Map<?, ?>) {
      return "an object";
    }
    return value instanceof List<?> ? "a list" : String.valueOf(value);
  }

  /**
   * The blocks of an object that has certain keys only.
   *
   * @throws TextException if it has another; the message says which there are
   */
  Map<String, Block> fields(String what, Set<String> known) {
    Map<String, Block> fields = fields(what);
    for (String key : fields.keySet()) {
      if (!known.contains(key)) {
        throw keys.get(key).wrong(what + " has no '" + key + "'; it can have " + sorted(known));
      }
    }
    return fields;
  }

  static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  /** A copy without some keys. */
  Block without(Set<String> left) {
    Map<String, Block> kept = new LinkedHashMap<>(fields("it"));
    kept.keySet().removeAll(left);
    return new Block(place, kept, keys);
  }
}
