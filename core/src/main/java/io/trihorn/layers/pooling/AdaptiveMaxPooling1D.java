package io.trihorn.layers.pooling;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** The largest elements of a wanted number of windows over time. */
public final class AdaptiveMaxPooling1D extends AdaptivePooling<AdaptiveMaxPooling1D> {
  /** Pooling to this extent: one number for all axes or one for each. */
  public AdaptiveMaxPooling1D(int... outputSize) {
    super(1, outputSize);
  }

  @Override
  protected Tensor reduce(Tensor x, int axis) {
    return Ops.max(x, axis);
  }
}
