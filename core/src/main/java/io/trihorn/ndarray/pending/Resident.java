package io.trihorn.ndarray.pending;

import ai.djl.Device;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import java.lang.ref.Cleaner;

/**
 * A value that is in a store, under a variable: programs read it there, and write what follows it
 * there. When the variable has gone on to the next value, this one is a tensor of its own, if
 * somebody still needs it.
 */
final class Resident implements DeviceTensor {
  private final TensorType type;
  private final Held held;
  private final Cleaner.Cleanable cleanable;

  /** What is freed when nobody has the value any more. */
  private static final class Held implements Runnable {
    private final Residents residents;
    private Variable variable;
    private DeviceTensor own;

    Held(Residents residents, Variable variable) {
      this.residents = residents;
      this.variable = variable;
    }

    @Override
    public void run() {
      Variable free;
      DeviceTensor closed;
      synchronized (this) {
        free = variable;
        closed = own;
        variable = null;
        own = null;
      }
      if (free != null) {
        residents.release(free);
      }
      if (closed != null) {
        closed.close();
      }
    }
  }

  /** The value that a variable of a store has, which is nobody else's. */
  Resident(Residents residents, Variable variable) {
    this.type = variable.type();
    this.held = new Held(residents, variable);
    this.cleanable = Residents.CLEANER.register(this, held);
  }

  /** The variable; null if it has gone on. */
  Variable variable(Residents residents) {
    synchronized (held) {
      return held.residents == residents ? held.variable : null;
    }
  }

  /** Whether it is in the store of these, or was. */
  boolean isIn(Residents residents) {
    return held.residents == residents;
  }

  /** Keeps the value for when the variable goes on. Alone. */
  void keep() {
    synchronized (held) {
      if (held.own == null) {
        held.own = held.residents.store().share(held.variable);
      }
    }
  }

  /** Lets the variable go on. Alone. */
  void pass() {
    synchronized (held) {
      held.variable = null;
    }
  }

  /** The value as a tensor of the engine's, which it is when the variable has gone on. */
  DeviceTensor own() {
    synchronized (held) {
      return held.own;
    }
  }

  @Override
  public String backend() {
    return held.residents.backend();
  }

  @Override
  public Device device() {
    return held.residents.store().device();
  }

  @Override
  public TensorType type() {
    return type;
  }

  @Override
  public TensorData toHost() {
    return held.residents.beside(
        () -> {
          Variable variable = variable(held.residents);
          if (variable != null) {
            return held.residents.store().read(variable);
          }
          DeviceTensor own = own();
          if (own == null) {
            throw new IllegalStateException("the tensor " + type + " is closed");
          }
          return own.toHost();
        });
  }

  @Override
  public void close() {
    cleanable.clean();
  }
}
