package io.trihorn.initializers;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;

/**
 * An initializer whose value follows from the weight's type and the seed alone, and is written
 * straight to where it stays. Safe for use by many threads.
 */
public interface PureInitializer extends Initializer {
  /**
   * Writes the value.
   *
   * @param place of the weight's type; what it holds before is not defined
   * @param seed decides what random initializers draw, unless they have a seed of their own
   */
  void fill(TensorData place, long seed);

  @Override
  default TensorData generate(TensorType type, long seed) {
    TensorData value = TensorData.zeros(type);
    fill(value, seed);
    return value;
  }
}
