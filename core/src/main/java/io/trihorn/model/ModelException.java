package io.trihorn.model;

/**
 * A model that cannot do what was asked: not compiled, closed, or its loss became NaN or infinite.
 */
public class ModelException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** An exception with this message. */
  public ModelException(String message) {
    super(message);
  }
}
