package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import io.trihorn.ndarray.pending.Cell;
import io.trihorn.ndarray.pending.Tape;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects gradients on its thread: until it is closed, what is computed from arrays that require
 * gradients is remembered. Gradients may be computed with, and so be differentiated again.
 */
final class TrihornGradientCollector implements GradientCollector {
  private final Tape tape = Tape.open();

  /**
   * Adds, to the gradient of each array that the target depends on, that of the sum of the target's
   * elements.
   *
   * @throws IllegalArgumentException if the target is not floating
   * @throws IllegalStateException if it depends on no array that requires a gradient
   */
  @Override
  public void backward(NDArray target) {
    if (!(target instanceof LazyArray array) || !target.getDataType().isFloating()) {
      throw new IllegalArgumentException(
          "backward: expected floating elements of one of Trihorn's arrays, but got " + target);
    }
    Cell cell = array.operand();
    List<Cell> made = new ArrayList<>(tape.backward(array.runtime(), cell));
    if (made.isEmpty()) {
      throw new IllegalStateException(
          "backward: the target was not computed, since this collector was opened, from an array"
              + " for which setRequiresGradient(true) was called");
    }
    made.add(cell);
    // The target's value comes out of the same program.
    array.runtime().compute(made);
  }

  /** Sets all gradients of Trihorn's arrays to 0. */
  @Override
  public void zeroGradients() {
    HostEngine.INSTANCE.clearGradients();
  }

  @Override
  public void close() {
    tape.close();
  }
}
