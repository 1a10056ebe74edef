package io.trihorn.backend.onnx.imports;

import java.util.Set;
import java.util.TreeSet;

/** A file that is no ONNX model, or a model that needs what is not supported. */
public class OnnxImportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is not supported; a set that can be serialized. */
  private final TreeSet<String> unsupported = new TreeSet<>();

  /** A file or a model that is wrong. */
  public OnnxImportException(String message) {
    super(message);
  }

  /** A file or a model that is wrong, and what was noticed first. */
  public OnnxImportException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A model that needs what is not supported. */
  public OnnxImportException(String message, Set<String> unsupported) {
    super(message);
    this.unsupported.addAll(unsupported);
  }

  /** The names of the operators that are not supported; empty where the model itself is wrong. */
  public final Set<String> unsupported() {
    return new TreeSet<>(unsupported);
  }
}
