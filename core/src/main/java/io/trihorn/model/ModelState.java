package io.trihorn.model;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Variable;
import io.trihorn.random.SplitMix64;
import io.trihorn.state.Weight;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Values of variables. Until there is a store of a backend, what was given waits on the heap and
 * what an initializer makes is not made; then all stay there.
 */
final class ModelState {
  private final WaitingValues waiting = new WaitingValues();
  private final Set<Variable> stored = new HashSet<>();
  private VariableStore store;

  /** Gives first values to the variables that have none yet; the n-th draws from the n-th seed. */
  synchronized void initialize(List<Weight> weights, long seed) {
    WaitingValues fresh = new WaitingValues();
    for (int i = 0; i < weights.size(); i++) {
      Weight weight = weights.get(i);
      if (!has(weight.variable())) {
        fresh.draw(weight, SplitMix64.mix(seed, i));
      }
    }
    if (store == null) {
      waiting.takeOver(fresh);
    } else {
      store(fresh, store);
    }
  }

  /** Whether the variable has a value, or one that will be made when it is needed. */
  synchronized boolean has(Variable variable) {
    return stored.contains(variable) || waiting.has(variable);
  }

  private void store(WaitingValues values, VariableStore target) {
    values.handTo(target);
    stored.addAll(values.variables());
  }

  /** Forgets variables, and frees their values. */
  synchronized void forget(Collection<Variable> variables) {
    waiting.remove(variables);
    List<Variable> there = variables.stream().filter(stored::remove).toList();
    if (store == null) {
      return;
    }
    if (stored.isEmpty()) {
      store.close();
      store = null;
    } else if (!there.isEmpty()) {
      store.remove(there);
    }
  }

  /** Sets a value. */
  void write(Variable variable, TensorData value) {
    VariableStore present = storeOr(() -> waiting.give(variable, value));
    if (present != null) {
      present.write(variable, value);
      markStored(variable);
    }
  }

  /**
   * Sets a value by having its bytes written to where it stays, in the machine's order.
   *
   * @param writer writes all of them
   */
  void write(Variable variable, Consumer<ByteBuffer> writer) {
    VariableStore present = storeOr(() -> waiting.give(variable, writer));
    if (present != null) {
      present.fill(variable, place -> writer.accept(place.bytes()));
      markStored(variable);
    }
  }

  /** The store; where there is none, does something else, in one go. */
  private synchronized VariableStore storeOr(Runnable otherwise) {
    if (store == null) {
      otherwise.run();
    }
    return store;
  }

  private synchronized void markStored(Variable variable) {
    stored.add(variable);
  }

  /** A copy of a value. */
  TensorData read(Variable variable) {
    VariableStore present;
    synchronized (this) {
      present = store;
      if (present == null) {
        return waiting.read(variable);
      }
    }
    return present.read(variable);
  }

  /** Shows a value to a reader that keeps no reference to it. */
  void look(Variable variable, Consumer<TensorData> reader) {
    VariableStore present = store();
    if (present == null) {
      reader.accept(read(variable));
    } else {
      present.look(variable, reader);
    }
  }

  /** The store on a backend, which takes over the values that wait. */
  synchronized VariableStore store(Backend wanted, Device device) {
    if (store == null) {
      VariableStore made = wanted.createStore(device);
      try {
        store(waiting, made);
      } catch (RuntimeException | Error e) {
        made.close();
        throw e;
      }
      long dropped = waiting.givenBytes();
      waiting.clear();
      store = made;
      HeapRoom.collect(dropped);
    }
    return store;
  }

  /** The store, or null while there is none. */
  synchronized VariableStore store() {
    return store;
  }

  /** The number of values. */
  synchronized int count() {
    return stored.size() + waiting.variables().size();
  }

  /** The bytes of all values. */
  synchronized long bytes() {
    long bytes = waiting.bytes();
    for (Variable variable : stored) {
      bytes += variable.type().bytes();
    }
    return bytes;
  }

  /** Takes all values out of the store, which is freed. */
  synchronized void leaveStore() {
    if (store != null) {
      for (Variable variable : stored) {
        waiting.give(variable, store.read(variable));
      }
      stored.clear();
      store.close();
      store = null;
    }
  }

  /** Takes over all values of another, which is left empty. */
  synchronized void takeOver(ModelState other) {
    synchronized (other) {
      if (store == null) {
        other.leaveStore();
        waiting.takeOver(other.waiting);
      } else {
        store(other.waiting, store);
        for (Variable variable : other.stored) {
          TensorData value = other.store.read(variable);
          store.fill(variable, place -> place.copyFrom(value));
          stored.add(variable);
        }
      }
      other.close();
    }
  }

  /** Frees all values. */
  synchronized void close() {
    waiting.clear();
    stored.clear();
    if (store != null) {
      store.close();
      store = null;
    }
  }
}
