package io.trihorn.backend.reference;

import ai.djl.Device;
import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.StoreBase;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Variables as arrays on the Java heap. An array is never written to, only replaced. */
final class HostStore extends StoreBase {
  private final Map<Variable, Array> values = new ConcurrentHashMap<>();

  HostStore(String backend, Device device) {
    super(backend, device);
  }

  /** The value of a variable; inside a run. */
  Array value(Variable variable) {
    return values.get(variable);
  }

  /** Replaces a value; at the end of a run. */
  void replace(Variable variable, Array value) {
    values.put(variable, value);
  }

  @Override
  protected void put(Variable variable, TensorValue value) {
    values.put(variable, ArrayMemory.array(value));
  }

  @Override
  protected void get(Variable variable, TensorData place) {
    values.get(variable).copyTo(place);
  }

  @Override
  protected DeviceMemory shared(Variable variable) {
    return new ArrayMemory(values.get(variable));
  }

  @Override
  protected void drop(Collection<Variable> variables) {
    variables.forEach(values::remove);
  }

  @Override
  protected void free() {
    values.clear();
  }
}
