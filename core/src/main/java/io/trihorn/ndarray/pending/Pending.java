package io.trihorn.ndarray.pending;

import java.util.List;

/** One use of an operation that is not done yet. */
final class Pending {
  private final Operation operation;
  private final List<Cell> operands;
  private final int results;
  private int unresolved;
  private volatile int depth;
  private volatile boolean computed;

  Pending(Operation operation, List<Cell> operands, int results) {
    this.operation = operation;
    this.operands = operands;
    this.results = results;
    this.unresolved = results;
    operands.forEach(Cell::addUser);
    measure();
  }

  Operation operation() {
    return operation;
  }

  List<Cell> operands() {
    return operands;
  }

  /** The number of results. */
  int results() {
    return results;
  }

  /** How many operations must be done one after another to do this one. */
  int depth() {
    return depth;
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
