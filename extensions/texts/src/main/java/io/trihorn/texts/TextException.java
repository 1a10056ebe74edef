package io.trihorn.texts;

import io.trihorn.config.ConfigException;

/** A text that is no training: the message begins with {@code FILE:LINE:COLUMN}. */
public final class TextException extends ConfigException {
  private static final long serialVersionUID = 1L;

  private final int line;

  TextException(Place place, String message, Throwable cause) {
    super(place + ": " + message, cause);
    this.line = place.line();
  }

  /** The line of the text, counted from 1. */
  public int line() {
    return line;
  }
}
