package io.trihorn.backend.onnx.imports;

import io.trihorn.config.Config;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.initializers.Initializer;

/** Starts a weight with the values an ONNX file has for it. */
final class Stored implements Initializer {
  private final TensorData value;

  Stored(TensorData value) {
    this.value = value;
  }

  @Override
  public TensorData generate(TensorType type, long seed) {
    if (!type.equals(value.type())) {
      throw new ShapeException("the file has " + value.type() + " for a weight of " + type);
    }
    return value;
  }

  @Override
  public void configure(Config config) {
    // The values are a file's, and are saved as weights.
  }
}
