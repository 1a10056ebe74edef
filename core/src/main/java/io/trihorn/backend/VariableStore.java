package io.trihorn.backend;

import ai.djl.Device;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import java.util.Collection;

/** The values of variables on one device of one backend. Safe for use by many threads. */
public interface VariableStore extends AutoCloseable {
  /** The device. */
  Device device();

  /** Whether the variable has a value here. */
  boolean contains(Variable variable);

  /**
   * Sets the value, creating the variable's place at the first call. The value is copied.
   *
   * @param value on the host, or a tensor of this backend on this device
   * @throws io.trihorn.graph.ShapeException if it has another type
   */
  void write(Variable variable, TensorValue value);

  /** Sets all elements to one number, converted to the element type; made where the store is. */
  void fill(Variable variable, double value);

  /**
   * Copies the value into a place of the variable's type.
   *
   * @throws IllegalArgumentException if the variable has no value here
   */
  void read(Variable variable, TensorData place);

  /**
   * A copy of the value.
   *
   * @throws IllegalArgumentException if the variable has no value here
   */
  default TensorData read(Variable variable) {
    TensorData place = TensorData.zeros(variable.type());
    read(variable, place);
    return place;
  }

  /**
   * Forgets variables: their values are gone and the memory of these is free again when this
   * returns. Variables without a value here are passed over. A program that reads a forgotten
   * variable fails until it is written again; other programs do not notice.
   */
  void remove(Collection<Variable> variables);

  /** Frees all values. A second call does nothing; other calls after it fail. */
  @Override
  void close();
}
