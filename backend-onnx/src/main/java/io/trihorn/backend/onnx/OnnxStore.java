package io.trihorn.backend.onnx;

import ai.djl.Device;
import ai.onnxruntime.OnnxTensor;
import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.Scratch;
import io.trihorn.backend.StoreBase;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import java.lang.ref.Cleaner;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Variables in memory of the engine, each in one place, where new values are written over old ones
 * (see {@link io.trihorn.backend.onnx.emit.InPlace}). One that a program assigns while others of
 * its operators may still read it has two: a run reads the one and writes the other, and when it
 * has succeeded they change places.
 */
final class OnnxStore extends StoreBase {
  /** The place of one variable; without elements there is nothing in it. */
  static final class Cell {
    private final TensorType type;
    private final AtomicLong changes;
    private OnnxTensor front;
    private OnnxTensor back;
    private SharedTensor shared;
    private long version;

    private Cell(TensorType type, AtomicLong changes) {
      this.type = type;
      this.changes = changes;
    }

    private void touch() {
      version++;
      changes.incrementAndGet();
    }

    /** A number that changes with the value, and when the variable is removed. Inside. */
    long version() {
      return version;
    }

    /** The value, to read. Inside. */
    OnnxTensor current() {
      return front;
    }

    /** The value, to be written over where nothing reads it any more. Alone. */
    OnnxTensor overwritten() {
      OnnxTensor before = front;
      if (isLeft()) {
        front = OnnxMemory.copyOf(before, type.dtype());
      }
      return front;
    }

    /** The value for somebody outside. Inside. */
    synchronized DeviceMemory share() {
      if (front == null) {
        return new OnnxTensorMemory(null);
      }
      if (shared == null) {
        shared = new SharedTensor(front);
      }
      return shared.lend();
    }

    /** Whether the present tensor is others' from now on. Alone. */
    private boolean isLeft() {
      boolean others = shared != null && shared.leaveToOthers();
      shared = null;
      return others;
    }

    /** The place for the next value. Alone. */
    OnnxTensor next() {
      if (back == null) {
        back =
            front == null
                ? OnnxMemory.copyOf(TensorData.zeros(type))
                : OnnxMemory.copyOf(front, type.dtype());
      }
      return back;
    }

    /** Makes the next value the current one. Alone. */
    void swap() {
      OnnxTensor old = isLeft() ? null : front;
      front = back;
      back = old;
      touch();
    }

    /** Notes that the current value has been overwritten. Alone. */
    void changed() {
      touch();
    }

    /** A copy of the value on the host. Inside. */
    TensorData copy() {
      TensorData place = TensorData.zeros(type);
      if (front != null) {
        OnnxMemory.copy(front, place);
      }
      return place;
    }

    private void set(TensorValue value) {
      touch();
      if (type.size() == 0) {
        return;
      }
      OnnxTensor theirs = OnnxTensorMemory.of(value);
      OnnxTensor from = theirs != null ? theirs : OnnxTensors.over(value.toHost());
      try {
        if (front == null) {
          front = OnnxMemory.copyOf(from, type.dtype());
        } else {
          OnnxMemory.copy(from, overwritten(), type.dtype());
        }
      } finally {
        if (theirs == null) {
          from.close();
        }
      }
    }

    private void close() {
      touch();
      if (front != null && !isLeft()) {
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

  private final AtomicLong versions = new AtomicLong();
  private final Cells cells = new Cells(new ConcurrentHashMap<>());
  private final Cleaner.Cleanable cleanable;

  OnnxStore(String backend, Device device, Scratch scratch) {
    super(backend, device, scratch);
    this.cleanable = OnnxEngine.CLEANER.register(this, cells);
  }

  /** The place of a variable, made if there is none; valid until it is removed. Inside. */
  Cell cell(Variable variable) {
    return cells.byVariable().computeIfAbsent(variable, v -> new Cell(v.type(), versions));
  }

  /** A number that changes with the version of any of the variables. Inside. */
  long versions() {
    return versions.get();
  }

  @Override
  protected void put(Variable variable, TensorValue value) {
    cell(variable).set(value);
  }

  @Override
  protected void get(Variable variable, TensorData place) {
    if (variable.type().size() > 0) {
      OnnxMemory.copy(cell(variable).current(), place);
    }
  }

  @Override
  protected DeviceMemory shared(Variable variable) {
    return cell(variable).share();
  }

  @Override
  protected void drop(Collection<Variable> variables) {
    for (Variable variable : variables) {
      Cell cell = cells.byVariable().remove(variable);
      if (cell != null) {
        cell.close();
      }
    }
  }

  @Override
  protected void free() {
    cleanable.clean();
  }
}
