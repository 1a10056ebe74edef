package io.trihorn.backend.replicas;

import io.trihorn.graph.Variable;

/**
 * How replicas have a variable.
 *
 * @param own each replica's variable, of the type of what it keeps
 * @param kept how they keep the value between runs; one row is each replica's part
 * @param used how they hold it in a run: as they keep it, or put together
 */
record Cell(Variable own, Placement kept, Placement used) {
  /** A variable that each has all of. */
  static Cell whole(Variable variable) {
    return new Cell(variable, Placement.WHOLE, Placement.WHOLE);
  }

  /** Whether parts are put together before each run. */
  boolean isGathered() {
    return !kept.equals(used);
  }
}
