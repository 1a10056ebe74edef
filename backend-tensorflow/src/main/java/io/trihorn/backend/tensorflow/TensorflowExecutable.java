package io.trihorn.backend.tensorflow;

import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.ExecutableBase;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import java.util.BitSet;
import java.util.List;

/**
 * A compiled program. One that uses variables lives in its store's session; any other has a session
 * of its own, which goes with it.
 */
final class TensorflowExecutable extends ExecutableBase {
  private final TensorflowStore store;
  private final Graph graph;
  private final boolean shared;
  private BoundProgram bound;

  TensorflowExecutable(Graph graph, TensorflowStore store) {
    super(graph, store);
    this.store = store;
    this.graph = graph;
    this.shared = !graph.reads().isEmpty() || !graph.updates().isEmpty();
    store.bind(this::bound);
  }

  /** The program in the store's present session. */
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
    SessionGraph session = store.newSession();
    try {
      return new BoundProgram(graph, session);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  @Override
  protected void execute(List<? extends TensorValue> feeds, List<TensorData> fetches) {
    bound(store.session()).run(feeds, fetches);
  }

  @Override
  protected List<DeviceMemory> execute(List<? extends TensorValue> feeds, BitSet wanted) {
    return bound(store.session()).run(feeds, wanted);
  }

  @Override
  protected void free() {
    if (shared) {
      store.released(bound);
    } else {
      bound.session().close();
    }
  }
}
