package io.trihorn.data;

import java.io.IOException;

/**
 * A published dataset that is neither on this machine nor to be had from the network. The message
 * says where it was looked for and what to do; a program may go on with other data.
 */
public class DatasetUnavailableException extends IOException {
  private static final long serialVersionUID = 1L;

  /** An exception with this message. */
  public DatasetUnavailableException(String message) {
    super(message);
  }

  /** An exception with this message and cause. */
  public DatasetUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
