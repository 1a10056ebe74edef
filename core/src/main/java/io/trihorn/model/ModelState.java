package io.trihorn.model;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Variable;
import io.trihorn.random.SplitMix64;
import io.trihorn.state.Weight;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of a model's variables: on the host until a program needs them, then in the store of a
 * backend.
 */
final class ModelState implements AutoCloseable {
  private final Map<Variable, TensorData> host = new LinkedHashMap<>();
  private final Map<Variable, Weight> known = new LinkedHashMap<>();
  private Backend backend;
  private VariableStore store;

  /** Gives first values to the variables that have none yet; the n-th draws from the n-th seed. */
  synchronized void initialize(List<Weight> weights, long seed) {
    for (int i = 0; i < weights.size(); i++) {
      Weight weight = weights.get(i);
      if (known.putIfAbsent(weight.variable(), weight) == null) {
        TensorData value = weight.initializer().generate(weight.type(), SplitMix64.mix(seed, i));
        write(weight.variable(), value);
      }
    }
  }

  /** Forgets variables that are not used any more, for example an old optimizer's. */
  synchronized void forget(List<Weight> weights) {
    for (Weight weight : weights) {
      known.remove(weight.variable());
      host.remove(weight.variable());
    }
  }

  /** Puts all values back to what initializers make. */
  synchronized void reset(List<Weight> weights) {
    for (Weight weight : weights) {
      write(weight.variable(), weight.initializer().generate(weight.type(), 0));
    }
  }

  synchronized void write(Variable variable, TensorData value) {
    if (store != null) {
      store.write(variable, value);
    } else {
      host.put(variable, value.copy());
    }
  }

  synchronized TensorData read(Variable variable) {
    return store != null ? store.read(variable) : host.get(variable).copy();
  }

  /** The store on a backend, which takes over the values that are on the host. */
  synchronized VariableStore store(Backend wanted, Device device) {
    if (store == null) {
      backend = wanted;
      store = wanted.createStore(device);
      host.forEach(store::write);
      host.clear();
    }
    return store;
  }

  /** The backend that has the values, or null while they are on the host. */
  synchronized Backend backend() {
    return backend;
  }

  /** Brings all values back to the host and frees the store. */
  synchronized void toHost() {
    if (store != null) {
      known.keySet().forEach(v -> host.put(v, store.read(v)));
      store.close();
      store = null;
      backend = null;
    }
  }

  @Override
  public synchronized void close() {
    if (store != null) {
      store.close();
      store = null;
    }
    host.clear();
  }
}
