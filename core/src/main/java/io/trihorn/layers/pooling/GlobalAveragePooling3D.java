package io.trihorn.layers.pooling;

import io.trihorn.layers.base.Call;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** The mean of each channel over depth, height and width. */
public final class GlobalAveragePooling3D extends GlobalPooling<GlobalAveragePooling3D> {
  /** Pooling with default attributes. */
  public GlobalAveragePooling3D() {
    super(3);
  }

  @Override
  protected Tensor reduce(Tensor x, int[] over, boolean keep, Call call) {
    return keep ? Ops.meanKeep(x, over) : Ops.mean(x, over);
  }
}
