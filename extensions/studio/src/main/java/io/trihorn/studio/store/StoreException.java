package io.trihorn.studio.store;

/** That the database of runs cannot be read or written. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
