package io.trihorn.layers.preprocessing;

import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.initializers.Initializer;

/** Starts a weight at a value that was found before. */
record Known(TensorData value) implements Initializer {
  @Override
  public void configure(Config config) {}

  @Override
  public TensorData generate(TensorType type, long seed) {
    return value.cast(type.dtype());
  }
}
