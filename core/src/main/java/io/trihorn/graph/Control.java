package io.trihorn.graph;

import java.util.Objects;

/** Control flow. */
public sealed interface Control extends Op {

  /**
   * A loop of known length over the leading axis of sequences.
   *
   * <p>Operands: {@code carries} initial carries, then {@code sequences} arrays {@code (length,
   * ...)}, then any number of invariants. The body's parameters are the carries, one slice {@code
   * (...)} of each sequence, and the invariants, in this order; its outputs are the new carries,
   * then the per-step results. Results: the final carries, then each per-step result stacked to
   * {@code (length, ...)}, at the position of the step that made it. The body reads no variable.
   *
   * @param body what one step does; reads no variables, has no updates
   * @param carries number of carries
   * @param sequences number of sequences
   * @param length number of steps, at least 1
   * @param reverse whether the steps run from the last position to the first
   */
  record Scan(Graph body, int carries, int sequences, int length, boolean reverse)
      implements Control {
    /** Checks the body. */
    public Scan {
      Objects.requireNonNull(body, "body");
    }
  }
}
