package io.trihorn.texts;

/**
 * Where something stands.
 *
 * @param file the text's name
 * @param line counted from 1
 * @param column counted from 1
 */
record Place(String file, int line, int column) implements Comparable<Place> {
  TextException wrong(String message) {
    return wrong(message, null);
  }

  TextException wrong(String message, Throwable cause) {
    return new TextException(this, message, cause);
  }

  /** By where it stands in the text. */
  @Override
  public int compareTo(Place other) {
    return line == other.line
        ? Integer.compare(column, other.column)
        : Integer.compare(line, other.line);
  }

  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
