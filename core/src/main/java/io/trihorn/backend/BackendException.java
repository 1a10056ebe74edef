package io.trihorn.backend;

/** A backend that is missing, cannot be loaded, or failed. The message says what to do. */
public class BackendException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception with this message. */
  public BackendException(String message) {
    super(message);
  }

  /** An exception with this message and cause. */
  public BackendException(String message, Throwable cause) {
    super(message, cause);
  }
}
