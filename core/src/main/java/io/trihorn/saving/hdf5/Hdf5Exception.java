package io.trihorn.saving.hdf5;

/** A file that is no HDF5, is damaged, or holds what is not supported; the message says which. */
public class Hdf5Exception extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception with this message. */
  public Hdf5Exception(String message) {
    super(message);
  }

  /** An exception with this message and what caused it. */
  public Hdf5Exception(String message, Throwable cause) {
    super(message, cause);
  }
}
