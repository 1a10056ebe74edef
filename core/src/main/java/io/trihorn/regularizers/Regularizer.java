package io.trihorn.regularizers;

import io.trihorn.config.Configurable;
import io.trihorn.ops.Tensor;

/** A penalty on a tensor, added to the loss. */
public interface Regularizer extends Configurable {
  /** The penalty, a scalar. */
  Tensor call(Tensor x);
}
