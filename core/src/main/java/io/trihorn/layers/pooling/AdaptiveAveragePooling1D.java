package io.trihorn.layers.pooling;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** The means of a wanted number of windows over time. */
public final class AdaptiveAveragePooling1D extends AdaptivePooling<AdaptiveAveragePooling1D> {
  /** Pooling to this extent: one number for all axes or one for each. */
  public AdaptiveAveragePooling1D(int... outputSize) {
    super(1, outputSize);
  }

  @Override
  protected Tensor reduce(Tensor x, int axis) {
    return Ops.mean(x, axis);
  }
}
