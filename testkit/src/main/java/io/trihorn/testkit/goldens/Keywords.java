package io.trihorn.testkit.goldens;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.config.UnknownNameException;
import java.util.Map;
import java.util.function.BiConsumer;

/** Keyword arguments of Keras's functions as options of ours. */
final class Keywords {
  private Keywords() {}

  /**
   * Sets options.
   *
   * @param known sets an option, by its keyword
   * @return the options
   * @throws UnknownNameException if a keyword is not among them
   */
  static <T> T read(T options, JsonObject json, Map<String, BiConsumer<T, JsonElement>> known) {
    json.entrySet()
        .forEach(
            e -> {
              if (!known.containsKey(e.getKey())) {
                throw new UnknownNameException(e.getKey(), "the option is not known here");
              }
              known.get(e.getKey()).accept(options, e.getValue());
            });
    return options;
  }
}
