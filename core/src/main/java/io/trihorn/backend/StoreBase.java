package io.trihorn.backend;

import ai.djl.Device;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What all stores have in common: who may do what at the same time, which variables have values,
 * and the checks. Runs that assign variables and all that changes a store happen one after another;
 * runs that only read, and reads, happen side by side between them. A backend adds where the values
 * are.
 */
public abstract class StoreBase implements VariableStore {
  private final String backend;
  private final Device device;
  private final Scratch scratch;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Set<Variable> present = ConcurrentHashMap.newKeySet();

  /** The variables whose first values are being set. */
  private final Set<Variable> making = ConcurrentHashMap.newKeySet();

  private final AtomicLong changes = new AtomicLong();
  private long removals;
  private volatile boolean closed;

  /** An empty store of the backend of this name. */
  protected StoreBase(String backend, Device device) {
    this(backend, device, new Scratch());
  }

  /** An empty store that shares memory with others for values on their way to where they stay. */
  protected StoreBase(String backend, Device device, Scratch scratch) {
    this.backend = backend;
    this.device = device;
    this.scratch = scratch;
  }

  /**
   * Sets a value of the variable's type, in a place that is made if there is none. Alone, or beside
   * what does not touch the variable if it has no value yet.
   */
  protected abstract void put(Variable variable, TensorValue value);

  /**
   * Sets a value by having it written: to where it stays, if the host can write there, by default
   * to memory of the host.
   */
  protected void make(Variable variable, Consumer<TensorData> writer) {
    scratch.lend(
        variable.type(),
        value -> {
          writer.accept(value);
          put(variable, value);
        });
  }

  /** Copies the value of a variable that has one. Beside others that read. */
  protected abstract void get(Variable variable, TensorData place);

  /**
   * The memory of the value of a variable that has one, which later changes leave as it is; by
   * default a copy on the host. Beside others that read.
   */
  protected DeviceMemory shared(Variable variable) {
    TensorData copy = TensorData.zeros(variable.type());
    get(variable, copy);
    return new HostMemory(copy);
  }

  /** Frees the memory of variables that have values or places. Alone. */
  protected abstract void drop(Collection<Variable> variables);

  /** Frees all. Called once, alone. */
  protected abstract void free();

  @Override
  public final Device device() {
    return device;
  }

  /** The name of the backend. */
  protected final String backend() {
    return backend;
  }

  /** A tensor over memory of this backend on this device. */
  final DeviceTensor tensor(TensorType type, DeviceMemory memory) {
    return new EngineTensor(backend, device, type, memory);
  }

  /** Fails unless a tensor is one of this backend's on this device. */
  final void requireOwn(String what, DeviceTensor tensor) {
    boolean own =
        tensor instanceof EngineTensor
            && tensor.backend().equals(backend)
            && tensor.device().equals(device);
    if (!own) {
      throw new IllegalArgumentException(
          what
              + " is a tensor of the backend '"
              + tensor.backend()
              + "' on "
              + tensor.device()
              + ", but belongs to a program or store of '"
              + backend
              + "' on "
              + device
              + "; hand in its toHost()");
    }
  }

  /** Begins what reads, or what changes and so must be alone. */
  protected final void enter(boolean alone) {
    if (alone && lock.getReadHoldCount() > 0) {
      throw new IllegalStateException(
          "what is done undisturbed must not set, assign or forget variables itself");
    }
    Lock held = alone ? lock.writeLock() : lock.readLock();
    held.lock();
    if (closed) {
      held.unlock();
      throw new IllegalStateException("the variable store is closed");
    }
  }

  /** Ends it. */
  protected final void leave(boolean alone) {
    (alone ? lock.writeLock() : lock.readLock()).unlock();
  }

  /** How often variables have been removed. Inside. */
  final long removals() {
    return removals;
  }

  /** Fails unless the variable has a value. Inside. */
  final void requireValue(Variable variable) {
    if (!present.contains(variable)) {
      throw new IllegalArgumentException(
          "variable '" + variable.name() + "' has no value in this store; write it first");
    }
  }

  /** A program has assigned variables. Alone. */
  final void changed() {
    changes.incrementAndGet();
  }

  @Override
  public final long changes() {
    return changes.get();
  }

  /** From now on these have values. Alone. */
  final void assigned(Set<Variable> variables) {
    present.addAll(variables);
  }

  /** The variables that have values; inside. */
  protected final Set<Variable> present() {
    return Collections.unmodifiableSet(present);
  }

  @Override
  public final boolean contains(Variable variable) {
    enter(false);
    try {
      return present.contains(variable);
    } finally {
      leave(false);
    }
  }

  @Override
  public final void write(Variable variable, TensorValue value) {
    if (!variable.type().equals(value.type())) {
      throw new ShapeException(
          "variable '"
              + variable.name()
              + "' is "
              + variable.type()
              + ", but the value written to it is "
              + value.type());
    }
    if (value instanceof DeviceTensor tensor) {
      requireOwn("the value written to variable '" + variable.name() + "'", tensor);
    }
    if (value instanceof EngineTensor tensor) {
      tensor.acquire();
    }
    try {
      change(variable, () -> put(variable, value));
    } finally {
      if (value instanceof EngineTensor tensor) {
        tensor.release();
      }
    }
  }

  @Override
  public final void fill(Variable variable, Consumer<TensorData> writer) {
    change(variable, () -> make(variable, writer));
  }

  /** Nobody reads a place that has no value, so first values are set beside all else. */
  private void change(Variable variable, Runnable work) {
    boolean first = making.add(variable);
    try {
      boolean alone = !first;
      enter(alone);
      if (!alone && present.contains(variable)) {
        leave(false);
        alone = true;
        enter(true);
      }
      try {
        work.run();
        present.add(variable);
        if (alone) {
          changes.incrementAndGet();
        }
      } finally {
        leave(alone);
      }
    } finally {
      if (first) {
        making.remove(variable);
      }
    }
  }

  @Override
  public final void read(Variable variable, TensorData place) {
    if (!variable.type().equals(place.type())) {
      throw new ShapeException(
          "variable '"
              + variable.name()
              + "' is "
              + variable.type()
              + ", but the place to read it into is "
              + place.type());
    }
    enter(false);
    try {
      requireValue(variable);
      get(variable, place);
    } finally {
      leave(false);
    }
  }

  @Override
  public final void look(Variable variable, Consumer<TensorData> reader) {
    scratch.lend(
        variable.type(),
        place -> {
          read(variable, place);
          reader.accept(place);
        });
  }

  @Override
  public final DeviceTensor share(Variable variable) {
    enter(false);
    try {
      requireValue(variable);
      return tensor(variable.type(), shared(variable));
    } finally {
      leave(false);
    }
  }

  @Override
  public final <T> T undisturbed(Supplier<T> work) {
    enter(false);
    try {
      return work.get();
    } finally {
      leave(false);
    }
  }

  @Override
  public final void remove(Collection<Variable> variables) {
    enter(true);
    try {
      drop(new HashSet<>(variables));
      present.removeAll(Set.copyOf(variables));
      removals++;
      changes.incrementAndGet();
    } finally {
      leave(true);
    }
  }

  @Override
  public final void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        present.clear();
        free();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
