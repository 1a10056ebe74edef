package io.trihorn.layers.pooling;

import io.trihorn.layers.base.Call;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** The mean of each channel over height and width. */
public final class GlobalAveragePooling2D extends GlobalPooling<GlobalAveragePooling2D> {
  /** Pooling with default attributes. */
  public GlobalAveragePooling2D() {
    super(2);
  }

  @Override
  protected Tensor reduce(Tensor x, int[] over, boolean keep, Call call) {
    return keep ? Ops.meanKeep(x, over) : Ops.mean(x, over);
  }
}
