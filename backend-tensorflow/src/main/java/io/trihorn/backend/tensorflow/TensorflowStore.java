package io.trihorn.backend.tensorflow;

import ai.djl.Device;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Variable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The variables of one session, and the session for the programs that use them. A TensorFlow graph
 * cannot shrink, so when closed programs outweigh open ones everything moves to a new session.
 */
final class TensorflowStore implements VariableStore {
  /** Operations of closed programs that are borne before a move. */
  private static final int MOST_GARBAGE = 20_000;

  private final Engine engine;
  private final Device device;
  private final Set<Variable> written = ConcurrentHashMap.newKeySet();
  private final AtomicInteger live = new AtomicInteger();
  private final AtomicInteger garbage = new AtomicInteger();

  /** Values that have been set but not handed to the session, which takes many at once best. */
  private final Map<Variable, NativeTensor> pending = new LinkedHashMap<>();

  /** Held for writing by runs that assign, for reading by others. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private SessionGraph session;
  private long removals;
  private volatile boolean closed;

  TensorflowStore(Engine engine, Device device) {
    this.engine = engine;
    this.device = device;
    this.session = new SessionGraph(engine, engine.placement(device));
  }

  @Override
  public Device device() {
    return device;
  }

  Engine engine() {
    return engine;
  }

  /** Takes what a run holds, alone if it assigns variables, with all values in the session. */
  Lock lock(boolean assigns) {
    Lock held = assigns ? lock.writeLock() : lock.readLock();
    while (true) {
      held.lock();
      if (isSettled()) {
        return held;
      }
      held.unlock();
      settle();
    }
  }

  private boolean isSettled() {
    synchronized (pending) {
      return pending.isEmpty();
    }
  }

  /** Hands pending values to the session. */
  private void settle() {
    lock.writeLock().lock();
    try {
      synchronized (pending) {
        if (!closed && !pending.isEmpty()) {
          session.write(pending);
        }
        clearPending();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void clearPending() {
    pending.values().forEach(NativeTensor::close);
    pending.clear();
  }

  private void forgetPending(Variable variable) {
    NativeTensor value = pending.remove(variable);
    if (value != null) {
      value.close();
    }
  }

  /** The session; to be used only while holding a lock. */
  SessionGraph session() {
    requireOpen();
    return session;
  }

  /**
   * Fails unless all these have values.
   *
   * @throws IllegalArgumentException if one has none
   */
  void requireValues(Iterable<Variable> variables) {
    for (Variable variable : variables) {
      if (!written.contains(variable)) {
        throw new IllegalArgumentException(
            "variable " + variable + " has no value in this store; write it first");
      }
    }
  }

  /** How often variables have been removed; to be used only while holding a lock. */
  long removals() {
    return removals;
  }

  /** Notes that these have values now. */
  void markWritten(Set<Variable> variables) {
    written.addAll(variables);
  }

  /** Notes a program in the session. */
  void opened(BoundProgram program) {
    live.addAndGet(program.operations());
  }

  /** Notes that a program will not run any more. */
  void released(BoundProgram program) {
    lock.readLock().lock();
    try {
      if (program.session() == session) {
        live.addAndGet(-program.operations());
        garbage.addAndGet(program.operations());
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Moves to a new session if most of this one belongs to closed programs. */
  void tidy() {
    if (garbage.get() < MOST_GARBAGE || garbage.get() < live.get()) {
      return;
    }
    Lock held = lock(true);
    try {
      requireOpen();
      Map<Variable, NativeTensor> values = new LinkedHashMap<>();
      written.forEach(variable -> values.put(variable, session.copyOf(variable)));
      SessionGraph fresh = new SessionGraph(engine, engine.placement(device));
      if (!values.isEmpty()) {
        fresh.write(values);
      }
      values.values().forEach(NativeTensor::close);
      session.close();
      session = fresh;
      garbage.set(0);
      live.set(0);
    } finally {
      held.unlock();
    }
  }

  @Override
  public boolean contains(Variable variable) {
    requireOpen();
    return written.contains(variable);
  }

  @Override
  public void write(Variable variable, TensorData value) {
    if (!variable.type().equals(value.type())) {
      throw new ShapeException("variable " + variable + " cannot be set to " + value.type());
    }
    synchronized (pending) {
      requireOpen();
      forgetPending(variable);
      pending.put(variable, NativeTensor.copyOf(value));
      written.add(variable);
    }
  }

  @Override
  public TensorData read(Variable variable) {
    requireOpen();
    requireValues(Set.of(variable));
    synchronized (pending) {
      NativeTensor value = pending.get(variable);
      if (value != null) {
        TensorData copy = TensorData.zeros(variable.type());
        HostTensors.copy(value.handle(), copy);
        return copy;
      }
    }
    Lock held = lock(false);
    try {
      return session().read(variable);
    } finally {
      held.unlock();
    }
  }

  @Override
  public void remove(Collection<Variable> variables) {
    lock.writeLock().lock();
    try {
      requireOpen();
      synchronized (pending) {
        variables.forEach(this::forgetPending);
        variables.forEach(written::remove);
      }
      garbage.addAndGet(session.remove(variables));
      removals++;
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the variable store is closed");
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
        written.clear();
        synchronized (pending) {
          clearPending();
        }
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
