package io.trihorn.layers.preprocessing.image;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import java.util.List;

/**
 * The range a strength is drawn from.
 *
 * @param lower the least
 * @param upper the largest
 */
record Factor(double lower, double upper) {
  /**
   * What factors of an attribute may be.
   *
   * @param attribute its name
   * @param low the least that is allowed
   * @param high the largest that is allowed
   */
  record Bounds(String attribute, double low, double high) {
    /** One number means that or less, to either side as far as the bounds allow. */
    Factor of(double number) {
      check(number, number < low || number > high);
      double size = Math.abs(number);
      return new Factor(Math.max(-size, low), size);
    }

    /** A range, given in either order. */
    Factor of(double first, double second) {
      double lower = Math.min(first, second);
      double upper = Math.max(first, second);
      check(first + ", " + second, lower < -Math.max(Math.abs(low), high) || upper > high);
      return new Factor(lower, upper);
    }

    private void check(Object got, boolean wrong) {
      if (wrong) {
        throw new ConfigException(
            attribute + " should be from " + low + " to " + high + ", but is " + got);
      }
    }

    /** The attribute, written as a list of two. */
    Factor configure(Config config, Factor value) {
      return config.present(attribute, config.value(attribute, value, Factor::toJson, this::read));
    }

    Factor read(JsonElement json) {
      List<Double> numbers = Config.list(json, Config::number);
      if (numbers.isEmpty() || numbers.size() > 2) {
        throw new ConfigException(attribute + " should be one number or two, but is " + json);
      }
      return numbers.size() == 2 ? of(numbers.get(0), numbers.get(1)) : of(numbers.get(0));
    }
  }

  JsonElement toJson() {
    JsonArray array = new JsonArray();
    array.add(lower);
    array.add(upper);
    return array;
  }

  /** Whether nothing can come of it but 0. */
  boolean isZero() {
    return lower == 0 && upper == 0;
  }
}
