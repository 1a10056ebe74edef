package io.trihorn.layers.merging;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;

/** The first of two inputs minus the second. */
public final class Subtract extends Merge<Subtract> {
  /** A layer with default attributes. */
  public Subtract() {}

  @Override
  protected int fewest() {
    return 2;
  }

  @Override
  protected int most() {
    return 2;
  }

  @Override
  protected Tensor merge(List<Tensor> inputs, List<Tensor> masks) {
    return Ops.subtract(inputs.get(0), inputs.get(1));
  }
}
