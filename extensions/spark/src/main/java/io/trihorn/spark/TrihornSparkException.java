package io.trihorn.spark;

/** What goes wrong between Spark and a model; the message says what was expected and what came. */
public final class TrihornSparkException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a message. */
  public TrihornSparkException(String message) {
    super(message);
  }

  /** With a message and what was behind it. */
  public TrihornSparkException(String message, Throwable cause) {
    super(message, cause);
  }
}
