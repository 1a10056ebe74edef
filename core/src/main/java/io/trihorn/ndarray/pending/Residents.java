package io.trihorn.ndarray.pending;

import io.trihorn.backend.VariableStore;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import java.lang.ref.Cleaner;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Values that stay in a store, such as the weights that a loop trains: programs are not fed with
 * them, and new values are written where the old ones were. Variables are given out again, so that
 * programs that were compiled for them serve the next values of their types.
 */
final class Residents {
  static final Cleaner CLEANER = Cleaner.create();

  private final String backend;
  private final VariableStore store;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<TensorType, Deque<Variable>> free = new HashMap<>();

  /**
   * None yet.
   *
   * @param backend the name of the store's backend
   */
  Residents(String backend, VariableStore store) {
    this.backend = backend;
    this.store = store;
  }

  String backend() {
    return backend;
  }

  VariableStore store() {
    return store;
  }

  /** Held by who has variables go on from one value to the next, or by who only reads them. */
  Lock lock(boolean alone) {
    return alone ? lock.writeLock() : lock.readLock();
  }

  /** Does something while variables stay with their values. */
  <T> T beside(Supplier<T> work) {
    lock.readLock().lock();
    try {
      return work.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** A copy of a value that stays in the store. */
  Resident settle(TensorValue value) {
    Variable variable = take(value.type());
    store.write(variable, value);
    return new Resident(this, variable);
  }

  private Variable take(TensorType type) {
    synchronized (free) {
      Deque<Variable> waiting = free.get(type);
      Variable variable = waiting == null ? null : waiting.poll();
      return variable == null ? new Variable("array", type) : variable;
    }
  }

  /** Frees a variable's value; the next of its type gets the variable. */
  void release(Variable variable) {
    store.remove(List.of(variable));
    synchronized (free) {
      free.computeIfAbsent(variable.type(), type -> new ArrayDeque<>()).push(variable);
    }
  }
}
