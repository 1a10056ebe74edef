package io.trihorn.data;

/** A dataset that failed while it was read; the cause says why. */
public class DatasetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception with this message and cause. */
  public DatasetException(String message, Throwable cause) {
    super(message, cause);
  }
}
