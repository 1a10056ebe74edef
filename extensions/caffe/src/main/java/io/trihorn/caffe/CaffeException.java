package io.trihorn.caffe;

/** A file of Caffe's that cannot be read, or a net in it that cannot be built; says what to do. */
public final class CaffeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With what was expected, what came and what to do. */
  public CaffeException(String message) {
    super(message);
  }

  /** With what was expected, what came and what to do, and why. */
  public CaffeException(String message, Throwable cause) {
    super(message, cause);
  }
}
