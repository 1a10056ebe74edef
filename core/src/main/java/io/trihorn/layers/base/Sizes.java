package io.trihorn.layers.base;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Attributes with one whole number for each spatial axis. */
public final class Sizes {
  private Sizes() {}

  /**
   * One number of 1 or more for each axis; a single one counts for all.
   *
   * @throws ConfigException if there are neither one nor {@code axes} numbers, or one is below 1
   */
  public static List<Integer> of(String attribute, int axes, int... values) {
    return positive(attribute, list(attribute, axes, values));
  }

  /** {@link #of} for numbers that may be 0 or less. */
  public static List<Integer> list(String attribute, int axes, int... values) {
    return spread(attribute, axes, Arrays.stream(values).boxed().toList());
  }

  private static List<Integer> positive(String attribute, List<Integer> values) {
    for (int value : values) {
      if (value < 1) {
        throw new ConfigException(attribute + " should be 1 or more, but is " + values);
      }
    }
    return values;
  }

  /** {@link #of} for an attribute that is written or read; it may be null where the value is. */
  public static List<Integer> configure(
      Config config, String attribute, int axes, List<Integer> value) {
    List<Integer> read = configureList(config, attribute, axes, value);
    return read == null ? null : positive(attribute, read);
  }

  /** {@link #configure} for numbers that may be 0 or less. */
  public static List<Integer> configureList(
      Config config, String attribute, int axes, List<Integer> value) {
    List<Integer> read = config.integers(attribute, value);
    if (value != null) {
      config.present(attribute, read);
    }
    return read == null ? null : spread(attribute, axes, read);
  }

  private static List<Integer> spread(String attribute, int axes, List<Integer> values) {
    if (values.size() == axes) {
      return List.copyOf(values);
    }
    if (values.size() == 1) {
      return Collections.nCopies(axes, values.get(0));
    }
    throw new ConfigException(
        attribute + " should be 1 number or " + axes + " numbers, but is " + values);
  }
}
