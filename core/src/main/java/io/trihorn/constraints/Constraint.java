package io.trihorn.constraints;

import io.trihorn.config.Configurable;
import io.trihorn.ops.Tensor;

/** A projection of a weight, applied after each update. */
public interface Constraint extends Configurable {
  /** The nearest allowed value. */
  Tensor call(Tensor w);
}
