package io.trihorn.ndarray;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import io.trihorn.ndarray.pending.ArrayRuntime;
import io.trihorn.ndarray.pending.Cell;
import java.util.function.Supplier;

/**
 * What arrays that share their elements share: the cell they have now, which another takes the
 * place of when one of them is written to.
 */
final class Storage {
  private Cell cell;
  private int arrays;

  /** Whether somebody outside may write to the elements at any time. */
  private boolean exposed;

  private volatile Gradient gradient;

  /**
   * Elements for one array.
   *
   * @param exposed whether somebody else has the elements, on the host, and may write to them
   */
  Storage(Cell cell, boolean exposed) {
    this.cell = cell;
    this.exposed = exposed;
    cell.addOwner();
  }

  /** Counts an array that has these elements. */
  synchronized Storage share() {
    arrays++;
    return this;
  }

  /** Counts an array less; with the last one the elements are let go. */
  synchronized void leave() {
    if (--arrays == 0) {
      cell.removeOwner();
    }
  }

  /** The type of the elements as they were made; arrays see them in shapes of their own. */
  synchronized TensorType type() {
    return cell.type();
  }

  /** What gradients with respect to the elements are added to; null if there is no need. */
  Gradient gradient() {
    return gradient;
  }

  void setGradient(Gradient gradient) {
    this.gradient = gradient;
  }

  /** The cell, as it is. */
  synchronized Cell cell() {
    return cell;
  }

  /** A cell that keeps the value of now, whatever is written to the elements later. */
  synchronized Cell operand() {
    return exposed ? Cell.of(((TensorData) cell.value()).copy()) : cell;
  }

  /** The elements on the host to be read at once, maybe a copy. */
  synchronized TensorData read(Supplier<ArrayRuntime> runtime) {
    valueOf(runtime);
    return cell.host();
  }

  /** One element, at its place in the elements' order. */
  synchronized double element(Supplier<ArrayRuntime> runtime, long place) {
    return cell.value() == null
        ? runtime.get().elementOf(cell, place)
        : cell.host().getDouble(place);
  }

  private TensorValue valueOf(Supplier<ArrayRuntime> runtime) {
    TensorValue value = cell.value();
    return value == null ? runtime.get().valueOf(cell) : value;
  }

  /** The elements on the host, to be written to by this class's users at once. */
  synchronized TensorData write(Supplier<ArrayRuntime> runtime) {
    TensorValue value = valueOf(runtime);
    boolean own = exposed || !cell.isUsed();
    if (!(value instanceof TensorData && own)) {
      replace(Cell.of(value instanceof TensorData data ? data.copy() : value.toHost()));
    }
    return (TensorData) cell.value();
  }

  /** The elements on the host, for somebody who may write to them from now on. */
  synchronized TensorData expose(Supplier<ArrayRuntime> runtime) {
    TensorData elements = write(runtime);
    exposed = true;
    return elements;
  }

  /** Takes another value of the same type. */
  synchronized void assign(Supplier<ArrayRuntime> runtime, Cell changed) {
    if (exposed) {
      ((TensorData) cell.value()).copyFrom(runtime.get().valueOf(changed).toHost());
    } else {
      changed.follow(cell);
      replace(changed);
    }
  }

  private void replace(Cell changed) {
    changed.addOwner();
    cell.removeOwner();
    cell = changed;
  }
}
