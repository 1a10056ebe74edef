package io.trihorn.config;

/**
 * A configuration that cannot be read: names the object, the key, what was expected and what came.
 */
public class ConfigException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** An exception with this message. */
  public ConfigException(String message) {
    super(message);
  }

  /** An exception with this message and what it follows from. */
  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
