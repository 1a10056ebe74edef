package io.trihorn.backend.dl4j;

import ai.djl.Device;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Variable;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;

/**
 * Variables in native memory. Each has one place until it is removed, which programs read and write
 * directly: those that only read at the same time, those that assign one after another.
 */
final class Dl4jStore implements VariableStore {
  static final Cleaner CLEANER = Cleaner.create();

  /** Where a variable's value lies. */
  private static final class Place {
    private final Resources memory;
    private final BytePointer address;
    private boolean written;

    Place(long bytes, GuardedMemory guards) {
      this.memory = new Resources(guards);
      this.address = memory.allocate(Math.max(bytes, 1));
    }
  }

  /** What is left to free when nobody has the store any more. */
  private record Places(Map<Variable, Place> byVariable) implements Runnable {
    @Override
    public void run() {
      byVariable.values().forEach(place -> place.memory.run());
      byVariable.clear();
    }
  }

  private final Device device;
  private final GuardedMemory guards;
  private final Map<Variable, Place> places = new HashMap<>();
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Cleaner.Cleanable cleanable;
  private long removals;
  private boolean closed;

  /**
   * An empty store.
   *
   * @param guards what watches its memory and that of its programs, or null
   */
  Dl4jStore(Device device, GuardedMemory guards) {
    this.device = device;
    this.guards = guards;
    this.cleanable = CLEANER.register(this, new Places(places));
  }

  /** What a program's memory belongs to. */
  Resources programResources() {
    return new Resources(guards == null ? null : new GuardedMemory(guards));
  }

  /** Held by runs that assign variables and by those that only read them. */
  Lock lock(boolean assigning) {
    return assigning ? lock.writeLock() : lock.readLock();
  }

  @Override
  public Device device() {
    return device;
  }

  /** Where a variable's value is or will be. */
  BytePointer address(Variable variable) {
    return place(variable).address;
  }

  private Place place(Variable variable) {
    synchronized (places) {
      requireOpen();
      return places.computeIfAbsent(variable, v -> new Place(v.type().bytes(), guards));
    }
  }

  /** How often variables have been removed, after which they may lie elsewhere. Under a lock. */
  long removals() {
    return removals;
  }

  /** Fails unless the variable has a value. */
  void requireValue(Variable variable) {
    if (!contains(variable)) {
      throw new IllegalArgumentException(
          "variable " + variable + " has no value in this store; write it first");
    }
  }

  /** From now on the variable has a value. */
  void written(Variable variable) {
    synchronized (places) {
      place(variable).written = true;
    }
  }

  void requireOpen() {
    synchronized (places) {
      if (closed) {
        throw new IllegalStateException("the variable store is closed");
      }
    }
  }

  @Override
  public boolean contains(Variable variable) {
    synchronized (places) {
      requireOpen();
      Place place = places.get(variable);
      return place != null && place.written;
    }
  }

  private ByteBuffer buffer(Variable variable) {
    return NativeMemory.buffer(place(variable).address, variable.type().bytes());
  }

  @Override
  public void write(Variable variable, TensorData value) {
    if (!variable.type().equals(value.type())) {
      throw new ShapeException("variable " + variable + " cannot be set to " + value.type());
    }
    Lock writing = lock(true);
    writing.lock();
    try {
      buffer(variable).put(value.bytes());
      written(variable);
    } finally {
      writing.unlock();
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void fill(Variable variable, Consumer<TensorData> writer) {
    // Nobody reads a place that has no value, so nobody need wait.
    Lock writing = lock(contains(variable));
    writing.lock();
    try {
      writer.accept(TensorData.wrap(variable.type(), buffer(variable)));
      written(variable);
    } finally {
      writing.unlock();
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public TensorData read(Variable variable) {
    Lock reading = lock(false);
    reading.lock();
    try {
      requireValue(variable);
      TensorData value = TensorData.zeros(variable.type());
      value.bytes().put(buffer(variable));
      return value;
    } finally {
      reading.unlock();
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void remove(Collection<Variable> variables) {
    Lock writing = lock(true);
    writing.lock();
    try {
      synchronized (places) {
        requireOpen();
        for (Variable variable : variables) {
          Place place = places.remove(variable);
          if (place != null) {
            place.memory.run();
            removals++;
          }
        }
      }
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void close() {
    Lock writing = lock(true);
    writing.lock();
    try {
      synchronized (places) {
        closed = true;
        cleanable.clean();
      }
    } finally {
      writing.unlock();
    }
  }
}
