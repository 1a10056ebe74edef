package io.trihorn.backend;

import ai.djl.Device;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Supplier;

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

  /**
   * Copies the value into a place of the variable's type.
   *
   * @throws IllegalArgumentException if the variable has no value here
   */
  void read(Variable variable, TensorData place);

  /**
   * Sets the value by having it written to where it stays, or to memory that is copied there. Other
   * threads see the value before or the whole one after.
   *
   * @param writer overwrites all elements of what it gets, which are not defined before, and keeps
   *     no reference to it
   */
  void fill(Variable variable, Consumer<TensorData> writer);

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
   * Shows the value, which costs no memory of its own where the store has some for such ends.
   *
   * @param reader keeps no reference to what it gets
   * @throws IllegalArgumentException if the variable has no value here
   */
  default void look(Variable variable, Consumer<TensorData> reader) {
    reader.accept(read(variable));
  }

  /**
   * The value as it is now, for programs of this backend on this device. Later changes of the
   * variable leave it as it is. An engine that can copies it only when the variable changes, so who
   * closes it before that saves the copy.
   *
   * @return to be closed
   * @throws IllegalArgumentException if the variable has no value here
   */
  DeviceTensor share(Variable variable);

  /**
   * Does something while no program assigns variables and nobody sets them, so that all it reads
   * belongs together. It runs in this thread and may run programs that only read.
   *
   * @throws IllegalStateException if it sets, assigns or forgets variables
   */
  <T> T undisturbed(Supplier<T> work);

  /**
   * A number that is another one after any variable that had a value got one again or was
   * forgotten. Within {@link #undisturbed} it stays.
   */
  long changes();

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
