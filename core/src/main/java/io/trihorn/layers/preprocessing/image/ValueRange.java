package io.trihorn.layers.preprocessing.image;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;

/**
 * The attribute {@code value_range}: what pixels are between.
 *
 * @param low black
 * @param high white
 */
record ValueRange(double low, double high) {
  /** That of bytes, the default. */
  static final ValueRange BYTES = new ValueRange(0, 255);

  /** From 0 to 1. */
  static final ValueRange UNIT = new ValueRange(0, 1);

  ValueRange {
    if (!(low < high)) {
      throw new ConfigException(
          "value_range should be two rising numbers, but is " + low + ", " + high);
    }
  }

  static ValueRange of(double first, double second) {
    return new ValueRange(Math.min(first, second), Math.max(first, second));
  }

  static ValueRange configure(Config config, ValueRange value) {
    return config.present(
        "value_range", config.value("value_range", value, ValueRange::toJson, ValueRange::read));
  }

  private JsonElement toJson() {
    JsonArray array = new JsonArray();
    array.add(number(low));
    array.add(number(high));
    return array;
  }

  /** Whole numbers are written as such, as Keras's users write them. */
  private static JsonPrimitive number(double x) {
    return x == Math.rint(x) ? new JsonPrimitive((long) x) : new JsonPrimitive(x);
  }

  private static ValueRange read(JsonElement json) {
    List<Double> numbers = Config.list(json, Config::number);
    if (numbers.size() != 2) {
      throw new ConfigException("value_range should be two numbers, but is " + json);
    }
    return of(numbers.get(0), numbers.get(1));
  }

  /** Values held between the bounds. */
  Tensor clip(Tensor x) {
    return Ops.clip(x, low, high);
  }

  /** Values of this range in another one. */
  Tensor to(ValueRange target, Tensor x) {
    if (equals(target)) {
      return x;
    }
    Tensor unit = Ops.divide(Ops.subtract(x, low), high - low);
    return Ops.add(Ops.multiply(unit, target.high - target.low), target.low);
  }
}
