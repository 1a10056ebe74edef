package io.trihorn.backend.compile;

import io.trihorn.backend.Backend;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;

/**
 * A program that only reads variables, and, once these have stayed as they are from one run to the
 * next, keeps on the device what it makes of them alone. A change of any variable drops that.
 */
final class DerivingExecutable implements Executable {
  private final Backend backend;
  private final VariableStore store;
  private final Derived parts;
  private final Executable whole;

  /** The parts' programs, from when they are first needed. */
  private Executable making;

  private Executable rest;

  /** What the first one gave, and the store's count of changes then. */
  private List<DeviceTensor> kept = List.of();

  private long changes = -1;

  /** Held for writing by close, for reading by runs. */
  private final ReadWriteLock open = new ReentrantReadWriteLock();

  private boolean closed;

  /** A program of parts of which the whole is compiled already. */
  DerivingExecutable(Backend backend, VariableStore store, Derived parts, Executable whole) {
    this.backend = backend;
    this.store = store;
    this.parts = parts;
    this.whole = whole;
  }

  @Override
  public void run(List<? extends TensorValue> feeds, List<TensorData> fetches) {
    through(
        feeds,
        (program, values) -> {
          program.run(values, fetches);
          return null;
        });
  }

  @Override
  public List<DeviceTensor> call(List<? extends TensorValue> feeds, BitSet wanted) {
    return through(feeds, (program, values) -> program.call(values, wanted));
  }

  @Override
  public TensorData place(TensorType type) {
    return whole.place(type);
  }

  /** Nothing changes meanwhile, so that what is kept and what is read belong together. */
  private <T> T through(
      List<? extends TensorValue> feeds,
      BiFunction<Executable, List<? extends TensorValue>, T> action) {
    open.readLock().lock();
    try {
      return store.undisturbed(
          () -> {
            if (closed || !isKept()) {
              return action.apply(whole, feeds);
            }
            List<TensorValue> values = new ArrayList<>(feeds);
            values.addAll(kept);
            return action.apply(rest, values);
          });
    } finally {
      open.readLock().unlock();
    }
  }

  /** Whether the values are there; they are made at the second run without a change before it. */
  private synchronized boolean isKept() {
    long now = store.changes();
    if (now != changes) {
      drop();
      changes = now;
      return false;
    }
    if (kept.isEmpty()) {
      if (making == null) {
        making = backend.compile(parts.making(), store);
        rest = backend.compile(parts.rest(), store);
      }
      BitSet all = new BitSet();
      all.set(0, parts.making().outputs().size());
      kept = making.call(List.of(), all);
    }
    return true;
  }

  private void drop() {
    kept.forEach(DeviceTensor::close);
    kept = List.of();
  }

  @Override
  public void close() {
    open.writeLock().lock();
    try {
      closed = true;
      drop();
      if (making != null) {
        making.close();
        rest.close();
      }
    } finally {
      open.writeLock().unlock();
    }
    whole.close();
  }
}
