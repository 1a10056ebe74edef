package io.trihorn.config;

import com.google.gson.JsonObject;

/** An object with a configuration in Keras's form. */
public interface Configurable {
  /**
   * Describes every attribute once, for writing and for reading: {@code units = c.integer("units",
   * units)} writes the attribute, or gives the value that was read.
   */
  void configure(Config config);

  /** The name under which Keras knows the class, for example {@code Dense}. */
  default String className() {
    return getClass().getSimpleName();
  }

  /** Keras's module of the class where it is not that of its family, else null. */
  default String module() {
    return null;
  }

  /** Adds what Keras writes beside the attributes; by default nothing. */
  default void annotate(JsonObject serialized) {}

  /** The attributes, as Keras's {@code get_config} gives them. */
  default JsonObject getConfig() {
    Config config = Config.writer(className());
    configure(config);
    return config.json();
  }
}
