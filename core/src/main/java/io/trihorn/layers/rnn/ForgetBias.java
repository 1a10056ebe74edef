package io.trihorn.layers.rnn;

import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.initializers.Initializer;

/**
 * A bias {@code (4 * units)} that is 1 for the forget gate, the second of the four, so that a fresh
 * cell remembers; the rest is as another initializer makes it.
 */
record ForgetBias(Initializer others) implements Initializer {
  @Override
  public void configure(Config config) {
    others.configure(config);
  }

  @Override
  public TensorData generate(TensorType type, long seed) {
    TensorData data = others.generate(type, seed).copy();
    long units = type.dim(0) / 4;
    for (long i = units; i < 2 * units; i++) {
      data.setDouble(i, 1);
    }
    return data;
  }
}
