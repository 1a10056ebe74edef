package io.trihorn.backend.onnx.imports;

import io.trihorn.graph.Value;
import io.trihorn.state.NeedsValues;
import java.util.Set;
import java.util.TreeSet;

/**
 * A value must be known when the model is traced, since a shape follows from it, but depends on
 * inputs or weights.
 */
public final class UnknownValueException extends OnnxImportException implements NeedsValues {
  private static final long serialVersionUID = 1L;

  /** Names of inputs and initializers; a set that can be serialized. */
  private final TreeSet<String> sources = new TreeSet<>();

  private final transient Set<Value> needed;

  UnknownValueException(String message, Set<String> sources, Set<Value> needed) {
    super(message);
    this.sources.addAll(sources);
    this.needed = needed;
  }

  /** The inputs and initializers that the value depends on. */
  public Set<String> sources() {
    return new TreeSet<>(sources);
  }

  @Override
  public Set<Value> needed() {
    return needed;
  }
}
