package io.trihorn.backend.onnx.imports;

import java.util.Set;
import java.util.TreeSet;

/**
 * A value must be known when the model is traced, since a shape follows from it, but depends on
 * inputs or weights.
 */
public final class UnknownValueException extends OnnxImportException {
  private static final long serialVersionUID = 1L;

  /** Names of inputs and initializers; a set that can be serialized. */
  private final TreeSet<String> sources = new TreeSet<>();

  UnknownValueException(String message, Set<String> sources) {
    super(message);
    this.sources.addAll(sources);
  }

  /** The inputs and initializers that the value depends on. */
  public Set<String> sources() {
    return new TreeSet<>(sources);
  }
}
