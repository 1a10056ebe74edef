package io.trihorn.constraints;

import io.trihorn.config.Config;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Tensor;

/** Negative weights become 0. */
final class NonNeg implements Constraint {
  @Override
  public void configure(Config config) {
    // It has no attributes.
  }

  @Override
  public Tensor call(Tensor w) {
    return Nn.relu(w);
  }
}
