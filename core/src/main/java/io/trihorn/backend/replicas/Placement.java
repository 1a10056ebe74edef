package io.trihorn.backend.replicas;

import io.trihorn.graph.Reduction.ReduceKind;

/** How a value of the whole program is held by the replicas. */
sealed interface Placement {
  /** Held whole by each. */
  Placement WHOLE = new Whole();

  /** Each has a term of the sum. */
  Placement SUM = new Part(ReduceKind.SUM);

  /** Each replica has all of it. */
  record Whole() implements Placement {}

  /**
   * Each replica has the elements of its rows. The axis's extent is {@code outer * rows * unit}: a
   * reshape may have made one axis of the rows and their neighbours.
   *
   * @param axis the axis that the rows are in
   * @param outer how often the rows repeat along the axis
   * @param unit how many elements of the axis belong to one row
   */
  record Split(int axis, long outer, long unit) implements Placement {
    /** Rows that are an axis by themselves. */
    static Split rows(int axis) {
      return new Split(axis, 1, 1);
    }

    /** The same rows in another axis. */
    Split at(int other) {
      return new Split(other, outer, unit);
    }
  }

  /**
   * Each replica has what a reduction over its rows gave; the value is the reduction of these.
   *
   * @param kind the reduction
   */
  record Part(ReduceKind kind) implements Placement {}
}
