package io.trihorn.layers.regularization;

import io.trihorn.ops.RandomOps;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/**
 * In training, elements become 0 with probability {@code rate} and the others are divided by {@code
 * 1 - rate}, so that the expected sum stays (Srivastava et al., 2014).
 */
public final class Dropout extends BaseDropout<Dropout> {
  /** A layer with this rate, from 0 to 1. */
  public Dropout(double rate) {
    super(rate);
  }

  @Override
  protected Tensor disturb(Tensor x, Tensor key) {
    return strength() >= 1
        ? Shapes.zerosLike(x)
        : RandomOps.dropout(x, strength(), key, noiseDims(x));
  }
}
