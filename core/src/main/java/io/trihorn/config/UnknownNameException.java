package io.trihorn.config;

import java.util.Collection;
import java.util.List;

/** A name, of a class or a function, that no registry of its family knows; or several of them. */
public class UnknownNameException extends ConfigException {
  private static final long serialVersionUID = 1L;
  private final String name;
  private final transient List<String> messages;

  /** An exception about this name, with a message that has what is known. */
  public UnknownNameException(String name, String message) {
    super(message);
    this.name = name;
    this.messages = List.of(message);
  }

  /** An exception about several names, with a message for each. */
  UnknownNameException(String first, Collection<String> messages) {
    super(
        messages.size() == 1
            ? messages.iterator().next()
            : messages.size() + " names are unknown:\n  " + String.join("\n  ", messages));
    this.name = first;
    this.messages = List.copyOf(messages);
  }

  /** The unknown name; of several, the first. */
  public String name() {
    return name;
  }

  /** A message for each name. */
  List<String> messages() {
    return messages;
  }
}
