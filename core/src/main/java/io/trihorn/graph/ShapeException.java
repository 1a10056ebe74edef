package io.trihorn.graph;

/**
 * Shapes or element types that do not fit: names the op or layer, what was expected and what came.
 */
public class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** An exception with this message. */
  public ShapeException(String message) {
    super(message);
  }
}
