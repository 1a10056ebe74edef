package io.trihorn.backend.onnx;

import ai.djl.Device;
import ai.onnxruntime.OnnxTensor;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import java.lang.ref.Cleaner;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Variables in memory of the engine. One that a program assigns has two: a run reads the one and
 * writes the other, and when it has succeeded they change places. Programs that only read run side
 * by side under the read lock; a program that assigns runs alone under the write lock, so nobody
 * sees a state between two runs, and a run that fails changes nothing.
 */
final class OnnxStore implements VariableStore {
  /** The place of one variable; without elements there is nothing in it. */
  static final class Cell {
    private final TensorType type;
    private OnnxTensor front;
    private OnnxTensor back;
    private boolean written;
    private long version;

    private Cell(TensorType type) {
      this.type = type;
    }

    /** A number that changes with the value, and when the variable is removed. Under a lock. */
    long version() {
      return version;
    }

    /** The value, to read. Under a lock. */
    OnnxTensor current() {
      return front;
    }

    /** The place for the next value. Under the write lock. */
    OnnxTensor next() {
      if (back == null) {
        back =
            front == null
                ? OnnxMemory.copyOf(TensorData.zeros(type))
                : OnnxMemory.copyOf(front, type.dtype());
      }
      return back;
    }

    /** Makes the next value the current one. Under the write lock. */
    void swap() {
      OnnxTensor old = front;
      front = back;
      back = old;
      written = true;
      version++;
    }

    /** Under the write lock. */
    private void set(TensorData value) {
      written = true;
      version++;
      if (type.size() == 0) {
        return;
      }
      if (front == null) {
        front = OnnxMemory.copyOf(value);
      } else {
        try (OnnxTensor from = OnnxTensors.over(value)) {
          OnnxMemory.copy(from, front, type.dtype());
        }
      }
    }

    /** A copy of the value. Under a lock. */
    TensorData get() {
      TensorData value = TensorData.zeros(type);
      if (type.size() > 0) {
        try (OnnxTensor to = OnnxTensors.over(value)) {
          OnnxMemory.copy(front, to, type.dtype());
        }
      }
      return value;
    }

    private void close() {
      version++;
      if (front != null) {
        front.close();
      }
      if (back != null) {
        back.close();
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
    return guarded(
        lock.readLock(),
        () -> {
          Cell cell = cells.byVariable().get(variable);
          return cell != null && cell.written;
        });
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
          place(variable).set(value);
          return null;
        });
  }

  @Override
  public TensorData read(Variable variable) {
    return guarded(lock.readLock(), () -> cell(variable).get());
  }

  @Override
  public void remove(Collection<Variable> variables) {
    guarded(
        lock.writeLock(),
        () -> {
          for (Variable variable : variables) {
            Cell cell = cells.byVariable().remove(variable);
            if (cell != null) {
              cell.close();
            }
          }
          return null;
        });
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
    if (cell == null || !cell.written) {
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
