package io.trihorn.export;

/** Something in a model depends on open extents in a way that an export cannot write. */
public final class BatchDependence extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message that names the place. */
  public BatchDependence(String message) {
    super(message);
  }
}
