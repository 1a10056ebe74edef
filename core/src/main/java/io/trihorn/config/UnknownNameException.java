package io.trihorn.config;

/** A name, of a class or a function, that no registry of its family knows. */
public class UnknownNameException extends ConfigException {
  private static final long serialVersionUID = 1L;
  private final String name;

  /** An exception about this name, with a message that has what is known. */
  public UnknownNameException(String name, String message) {
    super(message);
    this.name = name;
  }

  /** The unknown name. */
  public String name() {
    return name;
  }
}
