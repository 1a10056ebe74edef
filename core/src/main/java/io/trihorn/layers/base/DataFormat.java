package io.trihorn.layers.base;

import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.Layout;
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

  private static String name(Layout layout) {
    return layout.name().toLowerCase(Locale.ROOT);
  }
}
