package io.trihorn.backend.replicas;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.backend.StoreBase;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** The variables of all replicas: each has all of them, with equal values. */
final class ReplicaStore extends StoreBase {
  private final List<VariableStore> stores = new ArrayList<>();

  ReplicaStore(Backend backend, List<Device> devices) {
    super(backend.name(), devices.get(0));
    try {
      devices.forEach(device -> stores.add(backend.createStore(device)));
    } catch (RuntimeException e) {
      free();
      throw e;
    }
  }

  /** The stores of the replicas. */
  List<VariableStore> stores() {
    return Collections.unmodifiableList(stores);
  }

  @Override
  protected void put(Variable variable, TensorValue value) {
    TensorData data = value.toHost();
    stores.forEach(store -> store.write(variable, data));
  }

  @Override
  protected void get(Variable variable, TensorData place) {
    stores.get(0).read(variable, place);
  }

  @Override
  protected void drop(Collection<Variable> variables) {
    stores.forEach(store -> store.remove(variables));
  }

  @Override
  protected void free() {
    stores.forEach(VariableStore::close);
  }
}
