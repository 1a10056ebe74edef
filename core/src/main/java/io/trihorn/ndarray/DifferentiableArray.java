package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.trihorn.ndarray.pending.Cell;

/** Gradients: which arrays have one, and where they end. */
abstract class DifferentiableArray extends PickingArray {
  private boolean requiresGradient;

  DifferentiableArray(NDManager manager, Storage storage, View view) {
    super(manager, storage, view);
  }

  /**
   * Says whether collectors take the gradient with respect to this array. A part of another array
   * becomes an array of its own by that.
   *
   * @throws IllegalArgumentException if the elements are not floating
   */
  @Override
  public void setRequiresGradient(boolean required) {
    if (required) {
      requireFloating("setRequiresGradient");
      if (!view().isWhole()) {
        take(new Storage(Cell.of(elements().copy()), false), View.whole(shape));
      }
    }
    if (required != requiresGradient) {
      requiresGradient = required;
      Gradient gradient = required ? new Gradient(this) : null;
      storage().setGradient(gradient);
      if (required) {
        HostEngine.INSTANCE.gradients().add(gradient);
      }
    }
  }

  /** Whether this array was said to have a gradient. */
  @Override
  public boolean hasGradient() {
    return requiresGradient && storage().gradient() != null;
  }

  /**
   * The sum of the gradients collected so far, zeros at first. It stays the same elements while
   * more is added to them.
   *
   * @throws IllegalStateException if this array was not said to have a gradient
   */
  @Override
  public NDArray getGradient() {
    if (!hasGradient()) {
      throw new IllegalStateException(
          "this array has no gradient: call setRequiresGradient(true) before it is used");
    }
    LazyArray sum = storage().gradient().sum();
    return sum.seenAs(manager, sum.view());
  }

  /** The same elements, shared, as a constant to gradients. */
  @Override
  public NDArray stopGradient() {
    return seenAs(view().stopped());
  }
}
