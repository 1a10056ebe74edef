package io.trihorn.studio.store;

import java.util.List;

/**
 * A run.
 *
 * @param id its number
 * @param name what people call it
 * @param tags in order of the alphabet
 * @param created milliseconds since 1970
 * @param touched when it was last heard of
 * @param state how it is
 * @param backend what computes
 * @param epochs that were asked for
 * @param steps of an epoch, -1 where they are not known
 * @param message what is to be said of its state, such as an error; may be empty
 * @param text the text it was started from, or null
 */
public record Run(
    long id,
    String name,
    List<String> tags,
    long created,
    long touched,
    RunState state,
    String backend,
    int epochs,
    long steps,
    String message,
    String text) {
  /** Copies the list. */
  public Run {
    tags = List.copyOf(tags);
  }
}
