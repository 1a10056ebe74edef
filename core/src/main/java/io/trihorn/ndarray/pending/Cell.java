package io.trihorn.ndarray.pending;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import java.util.List;

/**
 * A value that is known, on the host or a device, or that a pending operation will give. It never
 * changes; an array that is written to takes another cell. Memory on a device is freed when neither
 * an array nor a pending operation has the cell any more, or by the garbage collector.
 */
public final class Cell {
  private final TensorType type;

  /** Which result of the pending operation it is. */
  private final int index;

  private volatile Pending pending;
  private volatile TensorValue value;
  private TensorValue onDevice;
  private TensorData onHost;
  private int owners;
  private int users;
  private boolean everUsed;
  private volatile boolean state;

  private Cell(TensorType type, TensorValue value, Pending pending, int index) {
    this.type = type;
    this.value = value;
    this.pending = pending;
    this.index = index;
  }

  /**
   * A known value.
   *
   * @param value not written to while a pending operation uses the cell, see {@link #isUsed}
   */
  public static Cell of(TensorValue value) {
    return new Cell(value.type(), value, null, 0);
  }

  /** A number as a cell, so that loops in which it varies run one program. */
  public static Cell scalar(DataType dtype, Number value) {
    TensorData data = TensorData.zeros(TensorType.of(dtype));
    if (dtype.isFloating()) {
      data.setDouble(0, value.doubleValue());
    } else {
      data.setLong(0, value.longValue());
    }
    return of(data);
  }

  /**
   * The results of an operation, whose types are known at once.
   *
   * @throws io.trihorn.graph.ShapeException if the operands do not fit it
   */
  static List<Cell> results(Operation operation, List<Cell> operands, List<TensorType> types) {
    Pending made = new Pending(operation, operands);
    for (TensorType type : types) {
      made.add(new Cell(type, null, made, made.results().size()));
    }
    return List.copyOf(made.results());
  }

  /** The type. */
  public TensorType type() {
    return type;
  }

  int index() {
    return index;
  }

  /** The operation that will give it, or null if it is known. */
  Pending pending() {
    return pending;
  }

  int depth() {
    Pending maker = pending;
    return maker == null ? 0 : maker.depth();
  }

  /** The value, or null as long as it is pending. */
  public TensorValue value() {
    return value;
  }

  /** The value on the host, to be read only; copied there once. It must not be pending. */
  public synchronized TensorData host() {
    if (onHost == null) {
      onHost = value.toHost();
    }
    return onHost;
  }

  /** Whether an operation was ever asked for that takes it. */
  public synchronized boolean isUsed() {
    return everUsed;
  }

  /** Says that the value is what an array was changed to, and that the next change builds on it. */
  public void markState() {
    state = true;
  }

  /**
   * Whether a flush that computes it on the way keeps it: an array may ask for it, and it is the
   * state of one that is changed step by step, or several operations take it, or it was computed
   * before, or it is less than the weights it is computed from. What else an array has is mostly
   * the middle of a formula.
   */
  synchronized boolean isWorthKeeping() {
    return owners > 0 && (state || users > 1 || isWorthItself());
  }

  private boolean isWorthItself() {
    Pending maker = pending;
    return maker != null && (maker.wasComputed() || maker.holdsMore(type.bytes()));
  }

  /**
   * Whether a flush that does the operation for another of its results keeps this one too: an array
   * was changed to it, as to the state of an optimizer, whose next step would do this one again.
   */
  synchronized boolean isKeptBeside() {
    return pending != null && owners > 0 && state;
  }

  /**
   * Says that the operation is done. Nobody may have the cell yet: who asked gets it after this.
   */
  void resolve(DeviceTensor made) {
    Pending maker;
    synchronized (this) {
      maker = pending;
      if (maker == null) {
        // Another thread looked at it meanwhile.
        made.close();
        return;
      }
      value = made;
      pending = null;
    }
    maker.resolved();
  }

  /** What a program is fed: on the device from the second time on, if it is more than a number. */
  synchronized TensorValue feed(ArrayRuntime runtime) {
    if (onDevice == null) {
      onDevice = runtime.local(value);
    } else if (onDevice instanceof TensorData data && type.rank() > 0) {
      onDevice = runtime.upload(data);
    } else if (!runtime.isLocal(onDevice)) {
      onDevice = runtime.local(value);
    }
    return onDevice;
  }

  synchronized void addUser() {
    users++;
    everUsed = true;
  }

  void removeUser() {
    synchronized (this) {
      users--;
    }
    freeIfForgotten();
  }

  /** Says that an array has it. */
  public synchronized void addOwner() {
    owners++;
  }

  /** Says that an array has it no more. */
  public void removeOwner() {
    synchronized (this) {
      owners--;
    }
    freeIfForgotten();
  }

  private void freeIfForgotten() {
    Pending maker;
    synchronized (this) {
      if (owners > 0 || users > 0) {
        return;
      }
      maker = pending;
      pending = null;
      if (value instanceof DeviceTensor tensor) {
        tensor.close();
      }
      if (onDevice instanceof DeviceTensor tensor) {
        tensor.close();
      }
    }
    if (maker != null) {
      maker.resolved();
    }
  }
}
