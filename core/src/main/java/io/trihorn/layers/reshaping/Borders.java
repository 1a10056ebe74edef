package io.trihorn.layers.reshaping;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Numbers of elements before and after each spatial axis.
 *
 * @param low before the first element, for each axis
 * @param high after the last element, for each axis
 */
record Borders(List<Integer> low, List<Integer> high) {
  Borders {
    low = List.copyOf(low);
    high = List.copyOf(high);
  }

  /** One number for all, one for each axis, or a pair for each axis in turn. */
  static Borders of(String attribute, int axes, int... values) {
    List<Integer> low = new ArrayList<>();
    List<Integer> high = new ArrayList<>();
    boolean pairs = values.length == 2 * axes;
    if (!pairs && values.length != axes && values.length != 1) {
      throw new ConfigException(
          attribute
              + " should be 1 number, "
              + axes
              + " numbers or "
              + axes
              + " pairs, but there are "
              + values.length
              + " numbers");
    }
    for (int i = 0; i < axes; i++) {
      low.add(pairs ? values[2 * i] : values[values.length == 1 ? 0 : i]);
      high.add(pairs ? values[2 * i + 1] : values[values.length == 1 ? 0 : i]);
    }
    return new Borders(low, high);
  }

  /** The attribute; over one axis Keras writes one pair, else a list of pairs. */
  static Borders configure(Config config, String attribute, int axes, Borders value) {
    return config.present(
        attribute,
        config.value(attribute, value, b -> b.toJson(axes), e -> parse(attribute, axes, e)));
  }

  private JsonElement toJson(int axes) {
    JsonArray all = new JsonArray();
    for (int i = 0; i < axes; i++) {
      JsonArray pair = new JsonArray();
      pair.add(low.get(i));
      pair.add(high.get(i));
      all.add(pair);
    }
    return axes == 1 ? all.get(0) : all;
  }

  private static Borders parse(String attribute, int axes, JsonElement json) {
    List<Integer> flat = new ArrayList<>();
    for (List<Integer> entry : Config.list(json, e -> Config.list(e, JsonElement::getAsInt))) {
      boolean single = entry.size() == 1 && axes > 1;
      flat.addAll(single ? Collections.nCopies(2, entry.get(0)) : entry);
    }
    return of(attribute, axes, flat.stream().mapToInt(i -> i).toArray());
  }

  /** One side's numbers for a tensor of this rank, 0 on axes that are not spatial. */
  static long[] spread(List<Integer> side, int rank, int firstSpatialAxis) {
    long[] all = new long[rank];
    for (int i = 0; i < side.size(); i++) {
      all[firstSpatialAxis + i] = side.get(i);
    }
    return all;
  }
}
