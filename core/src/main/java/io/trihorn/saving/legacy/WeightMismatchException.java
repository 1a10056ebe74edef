package io.trihorn.saving.legacy;

import io.trihorn.saving.files.SavingException;

/** The weights in a file are not those of the model: says of which layer, and both shapes. */
public final class WeightMismatchException extends SavingException {
  private static final long serialVersionUID = 1L;

  WeightMismatchException(String message) {
    super(message);
  }
}
