package io.trihorn.backend.tensorflow;

import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.ExecutableBase;
import io.trihorn.backend.MeasuredExecutable;
import io.trihorn.backend.natives.ResultMemory;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import java.lang.ref.Cleaner;
import java.util.BitSet;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/**
 * A compiled program. One that uses variables lives in its store's session; any other has a session
 * of its own, which goes with it. It tells what each operation took if somebody asks.
 */
final class TensorflowExecutable extends ExecutableBase implements MeasuredExecutable {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final ResultMemory<Pointer> RESULTS = new ResultMemory<>(new HostBytes());

  /** The program's operations in the store's session, which are useless when it is not used. */
  private static final class Counted implements Runnable {
    private final OperationCount count;
    private int session;
    private int operations;

    Counted(OperationCount count) {
      this.count = count;
    }

    synchronized void opened(BoundProgram program) {
      operations = program.operations();
      session = count.opened(operations);
    }

    @Override
    public synchronized void run() {
      count.released(session, operations);
    }
  }

  private final TensorflowStore store;
  private final Graph graph;
  private final boolean shared;
  private final StepTimes times;
  private final Counted counted;
  private final Cleaner.Cleanable cleanable;
  private BoundProgram bound;

  /**
   * A program.
   *
   * @param sink takes the times of operations; null if nobody wants them
   */
  TensorflowExecutable(Graph graph, TensorflowStore store, Sink sink) {
    super(graph, store);
    this.times = sink == null ? null : new StepTimes(graph, sink);
    this.store = store;
    this.graph = graph;
    this.shared = !graph.reads().isEmpty() || !graph.updates().isEmpty();
    this.counted = new Counted(store.count());
    store.bind(this::bound);
    this.cleanable = CLEANER.register(this, counted);
  }

  /** The program in the store's present session. */
  private synchronized BoundProgram bound(SessionGraph session) {
    if (bound == null || (shared && bound.session() != session)) {
      bound = shared ? new BoundProgram(graph, session, times) : alone();
      if (shared) {
        counted.opened(bound);
      }
    }
    return bound;
  }

  private BoundProgram alone() {
    SessionGraph session = store.newSession();
    try {
      return new BoundProgram(graph, session, times);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /**
   * Threads of TensorFlow's pool that have operations of several runs take turns in what these work
   * on, and wake the callers.
   */
  private boolean isBesideOnProcessor() {
    return isBeside() && !store.device().isGpu();
  }

  @Override
  protected void execute(List<? extends TensorValue> feeds, List<TensorData> fetches) {
    bound(store.session()).run(feeds, fetches, isBesideOnProcessor());
  }

  @Override
  protected List<DeviceMemory> execute(List<? extends TensorValue> feeds, BitSet wanted) {
    return bound(store.session()).run(feeds, wanted, isBesideOnProcessor());
  }

  @Override
  public TensorData place(TensorType type) {
    return RESULTS.place(type);
  }

  /** All is told after each run. */
  @Override
  public void flush() {
    // Nothing is kept back.
  }

  @Override
  protected void free() {
    cleanable.clean();
    if (!shared) {
      bound.session().close();
    }
  }
}
