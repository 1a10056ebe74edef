package io.trihorn.initializers;

import io.trihorn.config.Configurable;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;

/** Makes the initial value of a weight. */
public interface Initializer extends Configurable {
  /**
   * The value.
   *
   * @param type of the weight
   * @param seed decides what random initializers draw, unless they have a seed of their own
   */
  TensorData generate(TensorType type, long seed);
}
