package io.trihorn.layers.pooling;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** The largest elements of a wanted number of windows over depth, height and width. */
public final class AdaptiveMaxPooling3D extends AdaptivePooling<AdaptiveMaxPooling3D> {
  /** Pooling to this extent: one number for all axes or one for each. */
  public AdaptiveMaxPooling3D(int... outputSize) {
    super(3, outputSize);
  }

  @Override
  protected Tensor reduce(Tensor x, int axis) {
    return Ops.max(x, axis);
  }
}
