package io.trihorn.saving.legacy;

import io.trihorn.config.ConfigException;

/** A file that should be a model has weights only. */
public final class WeightsOnlyException extends ConfigException {
  private static final long serialVersionUID = 1L;

  WeightsOnlyException(String message) {
    super(message);
  }
}
