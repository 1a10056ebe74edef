package io.trihorn.studio.store;

import java.util.List;

/**
 * What is said of a run at its begin.
 *
 * @param name what people call it
 * @param tags any words
 * @param text the text it is started from, or null
 */
public record NewRun(String name, List<String> tags, String text) {
  /** Copies the list. */
  public NewRun {
    tags = List.copyOf(tags);
  }
}
