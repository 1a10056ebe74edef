package io.trihorn.config;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;

/** What is read from one list, so that all names that are unknown in it are told at once. */
public final class UnknownNames {
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<String> messages = new LinkedHashSet<>();

  /** Nothing is unknown yet. */
  public UnknownNames() {}

  /** Reads one thing; null where a name in it is unknown. */
  public <T> T read(Supplier<T> reader) {
    try {
      return reader.get();
    } catch (UnknownNameException e) {
      names.add(e.name());
      messages.addAll(e.messages());
      return null;
    }
  }

  /**
   * Ends the reading.
   *
   * @throws UnknownNameException if names were unknown: the message has a line for each
   */
  public void require() {
    if (!names.isEmpty()) {
      throw new UnknownNameException(names.iterator().next(), messages);
    }
  }
}
