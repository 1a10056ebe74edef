package io.trihorn.saving.files;

/**
 * A model that cannot be saved or loaded: the message names the file, what was expected, what came
 * and what to do.
 */
public class SavingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception with this message. */
  public SavingException(String message) {
    super(message);
  }

  /** An exception with this message and what caused it. */
  public SavingException(String message, Throwable cause) {
    super(message, cause);
  }
}
