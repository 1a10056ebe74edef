package io.trihorn.web;

import io.trihorn.config.ConfigException;
import java.util.ArrayList;
import java.util.List;

/** What TensorFlow.js does not have of a model, gathered to be told at once. */
final class Problems {
  private final List<String> all = new ArrayList<>();

  void add(String className, String layer, String why) {
    add(className + " '" + layer + "': " + why);
  }

  void add(String problem) {
    if (!all.contains(problem)) {
      all.add(problem);
    }
  }

  /**
   * Fails where there are some.
   *
   * @throws ConfigException which names all of them
   */
  void check() {
    if (!all.isEmpty()) {
      throw new ConfigException(
          "TensorFlow.js cannot have this model:\n  " + String.join("\n  ", all));
    }
  }
}
