package io.trihorn.layers.base;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.Layout;
import io.trihorn.graph.ShapeException;
import java.util.List;
import java.util.Locale;

/** The attribute {@code data_format}: {@code channels_last} or {@code channels_first}. */
public final class DataFormat {
  private static final String KEY = "data_format";

  private DataFormat() {}

  /** The attribute; where a file has none, {@code channels_last}. */
  public static Layout configure(Config config, Layout value) {
    if (config.reading() && config.json().has(KEY) && !config.has(KEY)) {
      return Layout.CHANNELS_LAST;
    }
    return config.value(KEY, value, v -> new JsonPrimitive(name(v)), e -> parse(e.getAsString()));
  }

  /**
   * The layout of Keras's name.
   *
   * @throws ConfigException if it is neither of the two
   */
  public static Layout parse(String name) {
    for (Layout layout : Layout.values()) {
      if (name(layout).equals(name)) {
        return layout;
      }
    }
    throw new ConfigException(
        "data_format should be channels_last or channels_first, but is '" + name + "'");
  }

  /**
   * Data of another rank than windows need.
   *
   * @param axes the number of spatial axes
   */
  public static ShapeException wrongRank(int axes, Layout layout, Shape got) {
    String space = List.of("steps", "height, width", "depth, height, width").get(axes - 1);
    return new ShapeException(
        "expected an input of rank %d, (batch, %s), but got the shape %s; data without channels need an axis of extent 1 for them"
            .formatted(
                axes + 2,
                layout == Layout.CHANNELS_LAST ? space + ", channels" : "channels, " + space,
                got));
  }

  private static String name(Layout layout) {
    return layout.name().toLowerCase(Locale.ROOT);
  }
}
