package io.trihorn.ndarray.pending;

import java.util.ArrayList;
import java.util.List;

/** One use of an operation that is not done yet. */
final class Pending {
  private final Operation operation;
  private final List<Cell> operands;
  private final List<Cell> results = new ArrayList<>();
  private int unresolved;
  private volatile int depth;
  private volatile boolean computed;

  Pending(Operation operation, List<Cell> operands) {
    this.operation = operation;
    this.operands = operands;
    operands.forEach(Cell::addUser);
    measure();
  }

  Operation operation() {
    return operation;
  }

  List<Cell> operands() {
    return operands;
  }

  /** Takes the next result, before anybody else has it. */
  void add(Cell result) {
    results.add(result);
    unresolved++;
  }

  /** The results. */
  List<Cell> results() {
    return results;
  }

  /** How many operations must be done one after another to do this one. */
  int depth() {
    return depth;
  }

  /**
   * Whether it is a call of a model that holds more memory, as long as it is pending, than a result
   * of so many bytes: weights, which would have to be copied for it when they change.
   */
  boolean holdsMore(long bytes) {
    if (!operation.isCall()) {
      return false;
    }
    long held = 0;
    for (Cell operand : operands) {
      held += operand.type().bytes();
    }
    return held > bytes;
  }

  /** Takes the depth anew, after operands became known. */
  void measure() {
    int deepest = 0;
    for (Cell operand : operands) {
      deepest = Math.max(deepest, operand.depth());
    }
    depth = deepest + 1;
  }

  /** Whether a flush has computed it on the way to something else, without keeping the results. */
  boolean wasComputed() {
    return computed;
  }

  void setComputed() {
    computed = true;
  }

  /** Says that a result is known or given up; with the last one the operands are let go. */
  void resolved() {
    synchronized (this) {
      if (--unresolved > 0) {
        return;
      }
    }
    operands.forEach(Cell::removeUser);
  }
}
