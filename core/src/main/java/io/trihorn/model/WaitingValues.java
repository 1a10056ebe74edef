package io.trihorn.model;

import io.trihorn.backend.VariableStore;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.PureInitializer;
import io.trihorn.state.Weight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Values that wait for a store, in the order of their coming: what was given waits on the heap, and
 * what an initializer makes is not made. For one thread at a time.
 */
final class WaitingValues {
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

  private final Map<Variable, Waiting> values = new LinkedHashMap<>();
  private long bytes;

  /** Has a weight's first value drawn when somebody needs it. */
  void draw(Weight weight, long seed) {
    put(weight.variable(), new Drawn(weight.type(), weight.initializer(), seed));
  }

  /** Takes a copy of a value. */
  void give(Variable variable, TensorData value) {
    put(variable, Given.of(value));
  }

  /** Takes a value from what writes all its bytes, in the machine's order. */
  void give(Variable variable, Consumer<ByteBuffer> writer) {
    put(variable, Given.of(variable.type(), writer));
  }

  private void put(Variable variable, Waiting value) {
    if (values.put(variable, value) == null) {
      bytes += variable.type().bytes();
    }
  }

  /** Takes all values of another, which keeps them. */
  void takeOver(WaitingValues other) {
    other.values.forEach(this::put);
  }

  /** Whether a variable has a value here. */
  boolean has(Variable variable) {
    return values.containsKey(variable);
  }

  /** What has a value. */
  Set<Variable> variables() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /** What all values take, once they are made. */
  long bytes() {
    return bytes;
  }

  /** What the values take that wait on the heap. */
  long givenBytes() {
    return values.values().stream()
        .filter(Given.class::isInstance)
        .mapToLong(value -> value.type().bytes())
        .sum();
  }

  /** A copy of a value. */
  TensorData read(Variable variable) {
    Waiting value = values.get(variable);
    if (value == null) {
      throw new IllegalArgumentException("variable " + variable + " has no value yet");
    }
    TensorData copy = TensorData.zeros(value.type());
    value.fill(copy);
    if (value instanceof Drawn) {
      // An initializer is asked once: not all give the same again.
      give(variable, copy);
    }
    return copy;
  }

  /** Hands the values to a store, several at once. */
  void handTo(VariableStore store) {
    values.entrySet().parallelStream()
        .filter(entry -> entry.getValue().independent())
        .forEach(entry -> store.fill(entry.getKey(), entry.getValue()::fill));
    values.forEach(
        (variable, value) -> {
          if (!value.independent()) {
            store.fill(variable, value::fill);
          }
        });
  }

  /** Forgets variables. */
  void remove(Collection<Variable> variables) {
    for (Variable variable : variables) {
      if (values.remove(variable) != null) {
        bytes -= variable.type().bytes();
      }
    }
  }

  /** Forgets all. */
  void clear() {
    values.clear();
    bytes = 0;
  }
}
