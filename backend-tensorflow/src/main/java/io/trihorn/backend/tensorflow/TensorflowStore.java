package io.trihorn.backend.tensorflow;

import ai.djl.Device;
import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.EngineTensor;
import io.trihorn.backend.StoreBase;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The variables of one session, and the session for the programs that use them. A TensorFlow graph
 * cannot shrink, so when closed programs outweigh open ones everything moves to a new session.
 */
final class TensorflowStore extends StoreBase {
  private final Engine engine;

  /** Values that have been set but not handed to the session, which takes many at once best. */
  private final Map<Variable, EngineTensor> pending = new LinkedHashMap<>();

  private final OperationCount count = new OperationCount();

  private SessionGraph session;

  TensorflowStore(String backend, Engine engine, Device device) {
    super(backend, device);
    this.engine = engine;
    this.session = newSession();
  }

  Engine engine() {
    return engine;
  }

  /** A new session on the store's device. */
  SessionGraph newSession() {
    return new SessionGraph(engine, device());
  }

  /** The session, with all values in it; to be asked for inside each run. */
  SessionGraph session() {
    synchronized (pending) {
      if (!pending.isEmpty()) {
        session.write(pending);
        clearPending();
      }
    }
    return session;
  }

  private void clearPending() {
    pending.values().forEach(EngineTensor::close);
    pending.clear();
  }

  private void forgetPending(Variable variable) {
    EngineTensor value = pending.remove(variable);
    if (value != null) {
      value.close();
    }
  }

  /** Has a program made for the session, which stays meanwhile. */
  void bind(Consumer<SessionGraph> maker) {
    enter(false);
    try {
      maker.accept(session);
    } finally {
      leave(false);
    }
  }

  /** Where its programs are counted. */
  OperationCount count() {
    return count;
  }

  /** Moves to a new session if most of this one belongs to programs that are closed or garbage. */
  void tidy() {
    if (count.isTidy()) {
      return;
    }
    enter(true);
    try {
      SessionGraph old = session();
      Map<Variable, EngineTensor> values = new LinkedHashMap<>();
      present().forEach(variable -> values.put(variable, tensor(variable, old.valueOf(variable))));
      SessionGraph fresh = newSession();
      if (!values.isEmpty()) {
        fresh.write(values);
      }
      values.values().forEach(EngineTensor::close);
      old.close();
      session = fresh;
      count.moved();
    } finally {
      leave(true);
    }
  }

  private EngineTensor tensor(Variable variable, NativeTensor memory) {
    return new EngineTensor(backend(), device(), variable.type(), memory);
  }

  @Override
  protected void put(Variable variable, TensorValue value) {
    put(variable, HostTensors.ownedCopyOf(value));
  }

  @Override
  protected void make(Variable variable, Consumer<TensorData> writer) {
    put(variable, HostTensors.written(variable.type(), writer));
  }

  private void put(Variable variable, NativeTensor value) {
    synchronized (pending) {
      forgetPending(variable);
      pending.put(variable, tensor(variable, value));
    }
  }

  @Override
  protected void get(Variable variable, TensorData place) {
    synchronized (pending) {
      EngineTensor value = pending.get(variable);
      if (value != null) {
        value.memory().copyTo(place);
        return;
      }
    }
    session.read(variable, place);
  }

  /** TensorFlow counts who has a tensor, and copies one that others have before it writes to it. */
  @Override
  protected DeviceMemory shared(Variable variable) {
    return session().valueOf(variable);
  }

  @Override
  protected void drop(Collection<Variable> variables) {
    synchronized (pending) {
      variables.forEach(this::forgetPending);
    }
    count.useless(session.remove(variables));
  }

  @Override
  protected void free() {
    session.close();
    synchronized (pending) {
      clearPending();
    }
  }
}
