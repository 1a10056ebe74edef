package io.trihorn.backend;

import ai.djl.Device;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Variable;
import java.util.Collection;
import java.util.function.Consumer;

/** The values of variables on one device of one backend. Safe for use by many threads. */
public interface VariableStore extends AutoCloseable {
  /** The device. */
  Device device();

  /** Whether the variable has a value here. */
  boolean contains(Variable variable);

  /** Sets the value, creating the variable's place at the first call. The value is copied. */
  void write(Variable variable, TensorData value);

  /**
   * Sets the value by having it written to where it stays, or to memory that is copied there. Other
   * threads see the value before or the whole one after.
   *
   * @param writer overwrites all elements of what it gets, which are not defined before, and keeps
   *     no reference to it
   */
  default void fill(Variable variable, Consumer<TensorData> writer) {
    Scratch.lend(
        variable.type(),
        value -> {
          writer.accept(value);
          write(variable, value);
        });
  }

  /**
   * A copy of the value.
   *
   * @throws IllegalArgumentException if the variable has no value here
   */
  TensorData read(Variable variable);

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
