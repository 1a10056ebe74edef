package io.trihorn.backend.reference;

import ai.djl.Device;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Variable;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Variables as arrays on the Java heap. An array is never written to, only replaced. */
final class HostStore implements VariableStore {
  private final Device device;
  private final Map<Variable, Array> values = new HashMap<>();
  private final Lock updating = new ReentrantLock();
  private boolean closed;

  HostStore(Device device) {
    this.device = device;
  }

  /** Held by a run that assigns variables, from its reads to its assignments. */
  Lock updating() {
    return updating;
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public synchronized boolean contains(Variable variable) {
    requireOpen();
    return values.containsKey(variable);
  }

  @Override
  public void write(Variable variable, TensorData value) {
    if (!variable.type().equals(value.type())) {
      throw new ShapeException("variable " + variable + " cannot be set to " + value.type());
    }
    updating.lock();
    try {
      assign(Map.of(variable, Array.from(value)));
    } finally {
      updating.unlock();
    }
  }

  @Override
  public TensorData read(Variable variable) {
    return snapshot(Set.of(variable)).get(variable).toData();
  }

  @Override
  public void remove(Collection<Variable> variables) {
    updating.lock();
    try {
      forget(variables);
    } finally {
      updating.unlock();
    }
  }

  private synchronized void forget(Collection<Variable> variables) {
    requireOpen();
    variables.forEach(values::remove);
  }

  /** The values of these variables at one moment. */
  synchronized Map<Variable, Array> snapshot(Set<Variable> variables) {
    requireOpen();
    Map<Variable, Array> found = new HashMap<>();
    for (Variable variable : variables) {
      Array value = values.get(variable);
      if (value == null) {
        throw new IllegalArgumentException(
            "variable " + variable + " has no value in this store; write it first");
      }
      found.put(variable, value);
    }
    return found;
  }

  /** Replaces the values of these variables at once. */
  synchronized void assign(Map<Variable, Array> assigned) {
    requireOpen();
    values.putAll(assigned);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the variable store is closed");
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    values.clear();
  }
}
