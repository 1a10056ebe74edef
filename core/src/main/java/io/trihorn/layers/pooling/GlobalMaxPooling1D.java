package io.trihorn.layers.pooling;

import io.trihorn.layers.base.Call;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** The largest element of each channel over time. */
public final class GlobalMaxPooling1D extends GlobalPooling<GlobalMaxPooling1D> {
  /** Pooling with default attributes. */
  public GlobalMaxPooling1D() {
    super(1);
  }

  @Override
  protected Tensor reduce(Tensor x, int[] over, boolean keep, Call call) {
    return keep ? Ops.maxKeep(x, over) : Ops.max(x, over);
  }
}
