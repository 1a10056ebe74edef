package io.trihorn.layers.base;

import io.trihorn.config.ConfigException;

/** A layer that looks at channels, which may be the last axis of its input or the first. */
public interface DataFormatted {
  /**
   * Says where the channel axis of the input stands.
   *
   * @param name {@code channels_last} (the default) or {@code channels_first}
   * @return the layer itself
   * @throws ConfigException if it is neither of the two
   */
  Layer dataFormat(String name);
}
