package io.trihorn.layers.base;

import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.initializers.Initializer;

/**
 * The number of the group that each of a row of numbers is in.
 *
 * @param size how many numbers make a group
 */
record GroupNumbers(int size) implements Initializer {
  @Override
  public void configure(Config config) {
    config.integer("size", size);
  }

  @Override
  public TensorData generate(TensorType type, long seed) {
    TensorData numbers = TensorData.zeros(type);
    for (long i = 0; i < numbers.size(); i++) {
      numbers.setDouble(i, Math.floorDiv(i, size));
    }
    return numbers;
  }
}
