package io.trihorn.model;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.PureInitializer;
import io.trihorn.random.SplitMix64;
import io.trihorn.state.Weight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Values of variables. Until there is a store of a backend, what was given waits on the heap and
 * what an initializer makes is not made; then all stay there.
 */
final class ModelState {
  /** A value that is not in a store yet. */
  private sealed interface Waiting {
    TensorType type();

    /** Writes it to where it stays. */
    void fill(TensorData place);

    /** Whether that may happen on any thread, in any order. */
    boolean independent();
  }

  /** A first value, made when somebody needs it. */
  private record Drawn(TensorType type, Initializer initializer, long seed) implements Waiting {
    @Override
    public boolean independent() {
      return initializer instanceof PureInitializer;
    }

    @Override
    public void fill(TensorData place) {
      if (initializer instanceof PureInitializer pure) {
        pure.fill(place, seed);
      } else {
        place.copyFrom(initializer.generate(type, seed));
      }
    }
  }

  /** A value in an array, which goes as soon as it was handed over, unlike a direct buffer. */
  private record Given(TensorType type, ByteBuffer bytes) implements Waiting {
    static Given of(TensorType type, Consumer<ByteBuffer> writer) {
      ByteBuffer bytes =
          ByteBuffer.allocate(Math.toIntExact(type.bytes())).order(ByteOrder.nativeOrder());
      writer.accept(bytes.duplicate().order(ByteOrder.nativeOrder()));
      return new Given(type, bytes);
    }

    static Given of(TensorData value) {
      return of(value.type(), place -> place.put(value.bytes()));
    }

    @Override
    public boolean independent() {
      return true;
    }

    @Override
    public void fill(TensorData place) {
      place.bytes().put(bytes.duplicate());
    }
  }

  private final Map<Variable, Waiting> waiting = new LinkedHashMap<>();
  private final Set<Variable> stored = new HashSet<>();
  private VariableStore store;

  /** Gives first values to the variables that have none yet; the n-th draws from the n-th seed. */
  synchronized void initialize(List<Weight> weights, long seed) {
    Map<Variable, Waiting> fresh = new LinkedHashMap<>();
    for (int i = 0; i < weights.size(); i++) {
      Weight weight = weights.get(i);
      if (!has(weight.variable())) {
        fresh.put(
            weight.variable(),
            new Drawn(weight.type(), weight.initializer(), SplitMix64.mix(seed, i)));
      }
    }
    if (store == null) {
      waiting.putAll(fresh);
    } else {
      store(fresh, store);
    }
  }

  /** Whether the variable has a value, or one that will be made when it is needed. */
  synchronized boolean has(Variable variable) {
    return stored.contains(variable) || waiting.containsKey(variable);
  }

  /** Hands values to a store, several at once. */
  private void store(Map<Variable, Waiting> values, VariableStore target) {
    values.entrySet().parallelStream()
        .filter(entry -> entry.getValue().independent())
        .forEach(entry -> target.fill(entry.getKey(), entry.getValue()::fill));
    values.forEach(
        (variable, value) -> {
          if (!value.independent()) {
            target.fill(variable, value::fill);
          }
        });
    stored.addAll(values.keySet());
  }

  /** Forgets variables, and frees their values. */
  synchronized void forget(Collection<Variable> variables) {
    waiting.keySet().removeAll(variables);
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
    VariableStore present = storeOr(() -> waiting.put(variable, Given.of(value)));
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
    TensorType type = variable.type();
    VariableStore present = storeOr(() -> waiting.put(variable, Given.of(type, writer)));
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
        return readWaiting(variable);
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

  private TensorData readWaiting(Variable variable) {
    Waiting value = waiting.get(variable);
    if (value == null) {
      throw new IllegalArgumentException("variable " + variable + " has no value yet");
    }
    TensorData copy = TensorData.zeros(value.type());
    value.fill(copy);
    if (value instanceof Drawn) {
      // An initializer is asked once: not all give the same again.
      waiting.put(variable, Given.of(copy));
    }
    return copy;
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
      waiting.clear();
      store = made;
    }
    return store;
  }

  /** The store, or null while there is none. */
  synchronized VariableStore store() {
    return store;
  }

  /** The number of values. */
  synchronized int count() {
    return stored.size() + waiting.size();
  }

  /** The bytes of all values. */
  synchronized long bytes() {
    long bytes = 0;
    for (Variable variable : stored) {
      bytes += variable.type().bytes();
    }
    for (Variable variable : waiting.keySet()) {
      bytes += variable.type().bytes();
    }
    return bytes;
  }

  /** Takes all values out of the store, which is freed. */
  synchronized void leaveStore() {
    if (store != null) {
      for (Variable variable : stored) {
        waiting.put(variable, Given.of(store.read(variable)));
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
        waiting.putAll(other.waiting);
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
