package io.trihorn.backend.tensorflow;

import io.trihorn.backend.Executable;
import io.trihorn.graph.Graph;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A compiled program. One that uses variables lives in its store's session; any other has a session
 * of its own, which goes with it.
 */
final class TensorflowExecutable implements Executable {
  private final TensorflowStore store;
  private final Graph graph;
  private final List<TensorType> parameters;
  private final List<TensorType> outputs;
  private final Set<Variable> reads;
  private final Set<Variable> assigned;
  private final boolean shared;

  /** Held for writing by close, for reading by runs. */
  private final ReadWriteLock open = new ReentrantReadWriteLock();

  private BoundProgram bound;
  private boolean closed;

  /** The count of removals at the last run that noted what it assigned. */
  private volatile long notedAfter = -1;

  TensorflowExecutable(Graph graph, TensorflowStore store) {
    this.store = store;
    this.graph = graph;
    this.parameters = graph.parameterTypes();
    this.outputs = graph.outputTypes();
    this.reads = graph.reads().keySet();
    this.assigned = graph.updates().keySet();
    this.shared = !reads.isEmpty() || !assigned.isEmpty();
    Lock lock = store.lock(false);
    try {
      bound(store.session());
    } finally {
      lock.unlock();
    }
  }

  /** The program in the store's present session; while holding the store's lock. */
  private synchronized BoundProgram bound(SessionGraph session) {
    if (bound == null || (shared && bound.session() != session)) {
      bound = shared ? new BoundProgram(graph, session) : alone();
      if (shared) {
        store.opened(bound);
      }
    }
    return bound;
  }

  private BoundProgram alone() {
    Engine engine = store.engine();
    SessionGraph session = new SessionGraph(engine, engine.placement(store.device()));
    try {
      return new BoundProgram(graph, session);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  @Override
  public void run(List<TensorData> feeds, List<TensorData> fetches) {
    open.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the program is closed");
      }
      check("feed", parameters, feeds, false);
      check("fetch", outputs, fetches, true);
      runInStore(feeds, fetches);
    } finally {
      open.readLock().unlock();
    }
  }

  private void runInStore(List<TensorData> feeds, List<TensorData> fetches) {
    Lock lock = store.lock(!assigned.isEmpty());
    try {
      SessionGraph session = store.session();
      store.requireValues(reads);
      bound(session).run(feeds, fetches);
      if (notedAfter != store.removals()) {
        store.markWritten(assigned);
        notedAfter = store.removals();
      }
    } finally {
      lock.unlock();
    }
  }

  private static void check(
      String what, List<TensorType> expected, List<TensorData> given, boolean optional) {
    if (expected.size() != given.size()) {
      throw new IllegalArgumentException(
          "expected a " + what + " for each of " + expected + ", but got " + given.size());
    }
    for (int i = 0; i < expected.size(); i++) {
      TensorData data = given.get(i);
      boolean fits = data == null ? optional : data.type().equals(expected.get(i));
      if (!fits) {
        throw new ShapeException(
            what
                + " "
                + i
                + " should be "
                + expected.get(i)
                + ", but is "
                + (data == null ? "null" : data.type()));
      }
    }
  }

  @Override
  public void close() {
    open.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (shared) {
        store.released(bound);
      } else {
        bound.session().close();
      }
    } finally {
      open.writeLock().unlock();
    }
  }
}
