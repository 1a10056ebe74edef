package io.trihorn.state;

import io.trihorn.constraints.Constraint;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.initializers.Initializer;
import io.trihorn.regularizers.Regularizer;

/**
 * A variable of a layer, an optimizer or a metric, with what Keras knows about it.
 *
 * @param name the last part of its path, for example {@code kernel}
 * @param variable the cell of state
 * @param initializer makes its first value
 * @param trainable whether training may change it by gradient
 * @param regularizer a penalty on it, or null
 * @param constraint a projection after each update, or null
 */
public record Weight(
    String name,
    Variable variable,
    Initializer initializer,
    boolean trainable,
    Regularizer regularizer,
    Constraint constraint) {

  /** A variable that is not trained: a counter, a moving average, a slot. */
  public static Weight state(String name, String path, TensorType type, Initializer initializer) {
    return new Weight(name, new Variable(path, type), initializer, false, null, null);
  }

  /** The type of its value. */
  public TensorType type() {
    return variable.type();
  }

  @Override
  public boolean equals(Object o) {
    return this == o;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
