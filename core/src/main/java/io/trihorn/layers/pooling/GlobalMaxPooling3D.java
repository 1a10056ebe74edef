package io.trihorn.layers.pooling;

import io.trihorn.layers.base.Call;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** The largest element of each channel over depth, height and width. */
public final class GlobalMaxPooling3D extends GlobalPooling<GlobalMaxPooling3D> {
  /** Pooling with default attributes. */
  public GlobalMaxPooling3D() {
    super(3);
  }

  @Override
  protected Tensor reduce(Tensor x, int[] over, boolean keep, Call call) {
    return keep ? Ops.maxKeep(x, over) : Ops.max(x, over);
  }
}
