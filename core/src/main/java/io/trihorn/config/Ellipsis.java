package io.trihorn.config;

/** Python's {@code ...} among the arguments of an operation: all axes that are not named. */
public enum Ellipsis {
  /** The only one. */
  ELLIPSIS
}
