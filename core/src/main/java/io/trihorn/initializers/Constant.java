package io.trihorn.initializers;

import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;

/** One value everywhere; also {@code Zeros} and {@code Ones}. */
final class Constant implements PureInitializer {
  private final String className;
  private double value;

  Constant(String className, double value) {
    this.className = className;
    this.value = value;
  }

  @Override
  public String className() {
    return className;
  }

  @Override
  public void configure(Config config) {
    if (className.equals("Constant")) {
      value = config.number("value", value);
    }
  }

  @Override
  public void fill(TensorData place, long seed) {
    place.fill(value);
  }
}
