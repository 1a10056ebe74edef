package io.trihorn.layers.preprocessing.image;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import java.util.List;

/** A factor of one direction, which Keras writes as it was given: one number, two, or null. */
final class PairedFactor {
  private final String attribute;
  private final double low;
  private List<Double> given;

  /** None; factors are above or at the low bound, and at most 1. */
  PairedFactor(String attribute, double low) {
    this.attribute = attribute;
    this.low = low;
  }

  /** One number: from minus to plus it. */
  void set(double factor) {
    given = checked(List.of(factor));
  }

  /** A range. */
  void set(double lower, double upper) {
    given = checked(List.of(lower, upper));
  }

  private List<Double> checked(List<Double> numbers) {
    if (numbers.isEmpty()
        || numbers.size() > 2
        || numbers.stream().anyMatch(f -> !(f >= low && f <= 1))) {
      throw new ConfigException(
          attribute + " should be one number or two from " + low + " to 1, but is " + numbers);
    }
    return numbers;
  }

  boolean isSet() {
    return given != null;
  }

  /** What is drawn from. */
  Factor range() {
    double first = given.get(0);
    if (given.size() == 1) {
      return new Factor(-Math.abs(first), Math.abs(first));
    }
    return new Factor(Math.min(first, given.get(1)), Math.max(first, given.get(1)));
  }

  /** What is drawn from where the bounds are those of a layer's factor. */
  Factor within(Factor.Bounds bounds) {
    return given.size() == 1 ? bounds.of(given.get(0)) : bounds.of(given.get(0), given.get(1));
  }

  void configure(Config config) {
    given =
        config.value(
            attribute, given, PairedFactor::toJson, e -> checked(Config.list(e, Config::number)));
  }

  private static JsonElement toJson(List<Double> numbers) {
    if (numbers.size() == 1) {
      return new JsonPrimitive(numbers.get(0));
    }
    JsonArray array = new JsonArray();
    numbers.forEach(array::add);
    return array;
  }
}
