package io.trihorn.regularizers;

import io.trihorn.config.Configurable;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** A penalty on a tensor, added to the loss. */
public interface Regularizer extends Configurable {
  /** The penalty, a scalar. */
  Tensor call(Tensor x);

  /**
   * The penalty on a layer's output {@code (batch, ...)} for each row, so that it weighs the same
   * whatever the size of a batch; as Keras has it.
   */
  default Tensor perRow(Tensor output) {
    Tensor penalty = call(output);
    return output.rank() == 0 ? penalty : Ops.divide(penalty, output.dim(0));
  }
}
