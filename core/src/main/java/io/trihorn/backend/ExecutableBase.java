package io.trihorn.backend;

import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What all compiled programs have in common: the checks of what is handed in, their lives, and
 * their dealings with the store. A backend adds how to run.
 */
public abstract class ExecutableBase implements Executable {
  private static final Company COMPANY = new Company();

  private final StoreBase store;
  private final List<TensorType> parameters;
  private final List<TensorType> outputs;
  private final Set<Variable> reads;
  private final Set<Variable> assigned;

  /** Held for writing by close, for reading by runs. */
  private final ReadWriteLock open = new ReentrantReadWriteLock();

  private boolean closed;

  /** The count of removals in the store that the program is prepared for. */
  private volatile long preparedAfter = -1;

  /** The count of removals at the last run that told the store what it assigned. */
  private long notedAfter = -1;

  /** A program of this graph over the variables of this store. */
  protected ExecutableBase(Graph graph, StoreBase store) {
    this.store = store;
    this.parameters = graph.parameterTypes();
    this.outputs = graph.outputTypes();
    this.reads = graph.reads().keySet();
    this.assigned = graph.updates().keySet();
  }

  /**
   * Runs on checked values, alone if the program assigns variables. An {@link EngineTensor} among
   * the feeds is one of this backend's, on this device.
   *
   * @param fetches null where an output is not wanted
   */
  protected abstract void execute(List<? extends TensorValue> feeds, List<TensorData> fetches);

  /**
   * Runs on checked values and leaves the outputs on the device. By default they stay on the host,
   * as what {@link Backend#upload} makes by default.
   *
   * @return the memory of each output, null where it is not wanted
   */
  protected List<DeviceMemory> execute(List<? extends TensorValue> feeds, BitSet wanted) {
    List<TensorData> places = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      places.add(wanted.get(i) ? TensorData.zeros(outputs.get(i)) : null);
    }
    execute(feeds, places);
    List<DeviceMemory> results = new ArrayList<>();
    places.forEach(place -> results.add(place == null ? null : new HostMemory(place)));
    return results;
  }

  /**
   * Makes ready for the variables as they are in the store, before the first run and before the
   * first after some have been removed, which may lie elsewhere now. Those that are read have
   * values.
   */
  protected void prepare() {}

  /** Frees what the engine holds. Called once, when no run is going on. */
  protected abstract void free();

  /** The elements of a feed on the host; not copied if they are there. */
  protected static TensorData onHost(TensorValue feed) {
    return feed instanceof EngineTensor tensor && tensor.memory() instanceof HostMemory host
        ? host.data()
        : feed.toHost();
  }

  @Override
  public final void run(List<? extends TensorValue> feeds, List<TensorData> fetches) {
    check("feed", parameters, feeds, false);
    check("fetch", outputs, fetches, true);
    open.readLock().lock();
    try {
      inStore(
          feeds,
          () -> {
            execute(feeds, fetches);
            return null;
          });
    } finally {
      open.readLock().unlock();
    }
  }

  @Override
  public final List<DeviceTensor> call(List<? extends TensorValue> feeds, BitSet wanted) {
    check("feed", parameters, feeds, false);
    if (wanted.length() > outputs.size()) {
      throw new IllegalArgumentException(
          "output " + (wanted.length() - 1) + " is wanted, but there are " + outputs.size());
    }
    List<DeviceMemory> made;
    open.readLock().lock();
    try {
      made = inStore(feeds, () -> execute(feeds, wanted));
    } finally {
      open.readLock().unlock();
    }
    List<DeviceTensor> results = new ArrayList<>();
    for (int i = 0; i < made.size(); i++) {
      results.add(made.get(i) == null ? null : store.tensor(outputs.get(i), made.get(i)));
    }
    return results;
  }

  private interface Work<T> {
    T run();
  }

  private <T> T inStore(List<? extends TensorValue> feeds, Work<T> work) {
    if (closed) {
      throw new IllegalStateException("the program is closed");
    }
    int held = 0;
    try {
      for (TensorValue feed : feeds) {
        if (feed instanceof EngineTensor tensor) {
          tensor.acquire();
        }
        held++;
      }
      store.enter(!assigned.isEmpty());
      COMPANY.enter();
      try {
        makeReady();
        T result = work.run();
        noteAssigned();
        return result;
      } finally {
        COMPANY.leave();
        if (!assigned.isEmpty()) {
          // One that failed may have assigned some.
          store.changed();
        }
        store.leave(!assigned.isEmpty());
      }
    } finally {
      for (int i = 0; i < held; i++) {
        if (feeds.get(i) instanceof EngineTensor tensor) {
          tensor.release();
        }
      }
      // Else the engine's memory may go while it works in it.
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Whether this run has others beside it in this process, of whatever program, or is about to. It
   * has no use for more than one thread then. Inside a run.
   */
  protected static boolean isBeside() {
    return COMPANY.isMet();
  }

  private void makeReady() {
    long now = store.removals();
    if (preparedAfter != now) {
      synchronized (this) {
        if (preparedAfter != now) {
          reads.forEach(store::requireValue);
          prepare();
          preparedAfter = now;
        }
      }
    }
  }

  /** Variables that were assigned have values until they are removed; alone, if there are any. */
  private void noteAssigned() {
    if (assigned.isEmpty()) {
      return;
    }
    if (notedAfter != store.removals()) {
      store.assigned(assigned);
      notedAfter = store.removals();
    }
  }

  private void check(
      String what, List<TensorType> expected, List<? extends TensorValue> given, boolean optional) {
    if (expected.size() != given.size()) {
      throw new IllegalArgumentException(
          "expected a " + what + " for each of " + expected + ", but got " + given.size());
    }
    for (int i = 0; i < expected.size(); i++) {
      TensorValue value = given.get(i);
      if (value == null ? !optional : !value.type().equals(expected.get(i))) {
        throw new ShapeException(
            what
                + " "
                + i
                + " should be "
                + expected.get(i)
                + ", but is "
                + (value == null ? "null" : value.type()));
      }
      if (value instanceof DeviceTensor tensor) {
        store.requireOwn(what + " " + i, tensor);
      }
    }
  }

  @Override
  public final void close() {
    open.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        free();
      }
    } finally {
      open.writeLock().unlock();
    }
  }
}
