package org.example.toy;

import ai.djl.Device;
import io.trihorn.backend.StoreBase;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Variables on the host. A value is never written to, only replaced. */
final class ToyStore extends StoreBase {
  private final Map<Variable, TensorData> values = new ConcurrentHashMap<>();

  ToyStore(Device device) {
    super(ToyBackend.NAME, device);
  }

  TensorData value(Variable variable) {
    return values.get(variable);
  }

  @Override
  protected void put(Variable variable, TensorValue value) {
    values.put(variable, value.toHost().copy());
  }

  @Override
  protected void get(Variable variable, TensorData place) {
    place.copyFrom(values.get(variable));
  }

  @Override
  protected void drop(Collection<Variable> variables) {
    values.keySet().removeAll(variables);
  }

  @Override
  protected void free() {
    values.clear();
  }
}
