package io.trihorn.backend.onnx;

import ai.djl.Device;
import ai.onnxruntime.OnnxTensor;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import java.lang.ref.Cleaner;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Variables in direct buffers. One that a program assigns has two: a run reads the one and writes
 * the other, and when it has succeeded they change places. Programs that only read run side by side
 * under the read lock; a program that assigns runs alone under the write lock, so nobody sees a
 * state between two runs, and a run that fails changes nothing.
 */
final class OnnxStore implements VariableStore {
  /** The place of one variable. */
  static final class Cell {
    private final TensorType type;
    private Half front;
    private Half back;

    private Cell(TensorType type) {
      this.type = type;
      this.front = new Half(type);
    }

    /** The value, to read. Under a lock. */
    OnnxTensor current() {
      return front.tensor;
    }

    /** The place for the next value. Under the write lock. */
    OnnxTensor next() {
      if (back == null) {
        back = new Half(type);
      }
      return back.tensor;
    }

    /** Makes the next value the current one. Under the write lock. */
    void swap() {
      Half old = front;
      front = back;
      back = old;
    }

    private void close() {
      front.close();
      if (back != null) {
        back.close();
      }
    }
  }

  /** A buffer and the engine's view of it; without elements there is no view. */
  private static final class Half {
    final TensorData data;
    final OnnxTensor tensor;

    Half(TensorType type) {
      data = TensorData.zeros(type);
      tensor = type.size() == 0 ? null : OnnxTensors.over(data);
    }

    void close() {
      if (tensor != null) {
        tensor.close();
      }
    }
  }

  /** What is left to free when nobody has the store any more. */
  private record Cells(Map<Variable, Cell> byVariable) implements Runnable {
    @Override
    public void run() {
      byVariable.values().forEach(Cell::close);
      byVariable.clear();
    }
  }

  private final Device device;
  private final Cells cells = new Cells(new ConcurrentHashMap<>());
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Cleaner.Cleanable cleanable;
  private boolean closed;

  OnnxStore(Device device) {
    this.device = device;
    this.cleanable = OnnxEngine.CLEANER.register(this, cells);
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public boolean contains(Variable variable) {
    return guarded(lock.readLock(), () -> cells.byVariable().containsKey(variable));
  }

  @Override
  public void write(Variable variable, TensorData value) {
    if (!value.type().equals(variable.type())) {
      throw new IllegalArgumentException(
          "variable '"
              + variable.name()
              + "' is "
              + variable.type()
              + ", but the value written to it is "
              + value.type());
    }
    guarded(
        lock.writeLock(),
        () -> {
          place(variable).front.data.copyFrom(value);
          return null;
        });
  }

  @Override
  public TensorData read(Variable variable) {
    return guarded(lock.readLock(), () -> cell(variable).front.data.copy());
  }

  /** The lock to hold while a program runs. */
  Lock lock(boolean assigns) {
    return assigns ? lock.writeLock() : lock.readLock();
  }

  /**
   * The place of a variable that has a value. Under a lock.
   *
   * @throws IllegalArgumentException if it has none
   */
  Cell cell(Variable variable) {
    checkOpen();
    Cell cell = cells.byVariable().get(variable);
    if (cell == null) {
      throw new IllegalArgumentException(
          "variable '" + variable.name() + "' has no value in this store; write one first");
    }
    return cell;
  }

  /** The place of a variable, made if there is none. Under the write lock. */
  Cell place(Variable variable) {
    checkOpen();
    return cells.byVariable().computeIfAbsent(variable, v -> new Cell(v.type()));
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("this variable store is closed");
    }
  }

  private interface Access<T> {
    T get();
  }

  private <T> T guarded(Lock held, Access<T> access) {
    held.lock();
    try {
      checkOpen();
      return access.get();
    } finally {
      held.unlock();
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      closed = true;
      cleanable.clean();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
