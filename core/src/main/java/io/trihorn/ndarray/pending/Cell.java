package io.trihorn.ndarray.pending;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import java.util.List;
import java.util.function.Predicate;

/**
 * A value that is known, on the host or a device, or that a pending operation will give. It never
 * changes; an array that is written to takes another cell. Memory on a device is freed when neither
 * an array nor a pending operation has the cell any more, or by the garbage collector.
 */
public final class Cell {
  /** Programs are compiled anew when values settle in a store: that is worth it for what stays. */
  private static final int MANY = 8;

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

  /** What the array had that this was changed from. */
  private Cell previous;

  private int changes;
  private volatile boolean freed;
  private int feeds;
  private volatile boolean ofCall;

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
  public TensorData host() {
    TensorValue given;
    synchronized (this) {
      if (onHost != null) {
        return onHost;
      }
      given = value;
    }
    // Not in here: who has values go on to the next waits for those who read them.
    TensorData copy = given.toHost();
    synchronized (this) {
      if (onHost == null) {
        onHost = copy;
      }
      return onHost;
    }
  }

  /** Whether it stays in a store that is not this one, from which it has to be fetched. */
  boolean isElsewhere(Residents residents) {
    return value instanceof Resident resident && !resident.isIn(residents);
  }

  /** Whether it should stay in a store from now on: it was fed often, as an operand of a model. */
  synchronized boolean isWorthSettling() {
    return feeds >= MANY && ofCall && owners > 0 && onDevice instanceof DeviceTensor;
  }

  /** Notes that a model's call takes it. */
  public void setOfCall() {
    ofCall = true;
  }

  /** Whether the next value should be written where this one is. */
  boolean isChangedOften() {
    return changes >= MANY && !freed;
  }

  /** Whether an operation was ever asked for that takes it. */
  public synchronized boolean isUsed() {
    return everUsed;
  }

  /**
   * Says that the value is what an array was changed to, and that the next change builds on it.
   *
   * @param before what it had
   */
  public synchronized void follow(Cell before) {
    state = true;
    if (pending != null && previous == null && before.type.equals(type)) {
      // What nobody used was only to be looked at, as a gradient that was set to 0.
      previous = before.value == null && before.users == 0 ? before.previous : before;
    }
  }

  /**
   * The known value that it is to take the place of, if what is between them is not computed by the
   * same flush.
   */
  synchronized Cell followed(Predicate<Cell> computed) {
    Cell known = previous;
    while (known != null && known.value == null) {
      if (computed.test(known)) {
        return null;
      }
      known = known.previous;
    }
    return known;
  }

  /** The variable of a store that has the value; null if none has. */
  Variable variable(Residents residents) {
    return value instanceof Resident resident ? resident.variable(residents) : null;
  }

  /** Has the value stay in a store, if it is still needed. */
  synchronized void settle(Residents residents, ArrayRuntime runtime) {
    if (freed) {
      return;
    }
    Resident resident = residents.settle(runtime.local(value));
    TensorValue before = value;
    TensorValue fed = onDevice;
    value = resident;
    onDevice = null;
    close(before);
    close(fed);
  }

  /**
   * Lets the variable that has the value go on to the next one.
   *
   * @param uses how many of the operations that use the value are done then
   */
  synchronized void leave(int uses) {
    if (owners > 0 || users > uses) {
      ((Resident) value).keep();
    }
  }

  /** Says that the variable has gone on. */
  void pass() {
    ((Resident) value).pass();
  }

  private static void close(TensorValue value) {
    if (value instanceof DeviceTensor tensor) {
      tensor.close();
    }
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
  void resolve(TensorValue made) {
    Pending maker;
    synchronized (this) {
      maker = pending;
      if (maker == null) {
        // Another thread looked at it meanwhile.
        close(made);
        return;
      }
      changes = previous == null ? 0 : previous.changes + 1;
      previous = null;
      value = made;
      pending = null;
    }
    maker.resolved();
  }

  /** What a program is fed: on the device from the second time on, if it is more than a number. */
  synchronized TensorValue feed(ArrayRuntime runtime) {
    feeds++;
    if (value instanceof Resident resident) {
      DeviceTensor own = resident.own();
      return own == null ? onHost : own;
    }
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
      freed = true;
      close(value);
      close(onDevice);
      previous = null;
    }
    if (maker != null) {
      maker.resolved();
    }
  }
}
