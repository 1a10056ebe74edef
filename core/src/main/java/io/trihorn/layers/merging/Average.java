package io.trihorn.layers.merging;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;

/** The mean of the inputs. */
public final class Average extends Merge<Average> {
  /** A layer with default attributes. */
  public Average() {}

  @Override
  protected Tensor merge(List<Tensor> inputs, List<Tensor> masks) {
    return Ops.divide(Ops.addAll(inputs), inputs.size());
  }
}
