package io.trihorn.layers;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Attributes with one whole number for each spatial axis. */
public final class Sizes {
  private Sizes() {}

  /**
   * One number for each axis; a single one counts for all.
   *
   * @throws ConfigException if there are neither one nor {@code axes} numbers
   */
  public static List<Integer> of(String attribute, int axes, int... values) {
    return spread(attribute, axes, Arrays.stream(values).boxed().toList());
  }

  /** {@link #of} for an attribute that is written or read; null stays null. */
  public static List<Integer> configure(
      Config config, String attribute, int axes, List<Integer> value) {
    List<Integer> read = config.integers(attribute, value);
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
