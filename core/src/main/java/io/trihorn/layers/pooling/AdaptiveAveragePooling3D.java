package io.trihorn.layers.pooling;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** The means of a wanted number of windows over depth, height and width. */
public final class AdaptiveAveragePooling3D extends AdaptivePooling<AdaptiveAveragePooling3D> {
  /** Pooling to this extent: one number for all axes or one for each. */
  public AdaptiveAveragePooling3D(int... outputSize) {
    super(3, outputSize);
  }

  @Override
  protected Tensor reduce(Tensor x, int axis) {
    return Ops.mean(x, axis);
  }
}
