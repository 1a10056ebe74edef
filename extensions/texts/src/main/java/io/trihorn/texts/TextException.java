package io.trihorn.texts;

import io.trihorn.config.ConfigException;

/** A text that is no training: the message begins with {@code FILE:LINE:COLUMN}. */
public final class TextException extends ConfigException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;
  private final String layer;

  TextException(Place place, String message, Throwable cause) {
    super(place + ": " + message, cause);
    this.line = place.line();
    this.column = place.column();
    this.layer = null;
  }

  private TextException(TextException error, String layer) {
    super(error.getMessage(), error.getCause());
    this.line = error.line;
    this.column = error.column;
    this.layer = layer;
  }

  /** The same, said of a layer. */
  TextException inLayer(String path) {
    return new TextException(this, path);
  }

  /** The line of the text, counted from 1. */
  public int line() {
    return line;
  }

  /** The column of the line, counted from 1. */
  public int column() {
    return column;
  }

  /**
   * The layer that is wrong: its place in the list of layers, counted from 0, and inside of models
   * their places before it, as {@code 2/0}; null where it is about no layer.
   */
  public String layer() {
    return layer;
  }
}
