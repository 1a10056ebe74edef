package io.trihorn.layers.pooling;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/** The largest elements of a wanted number of windows over height and width. */
public final class AdaptiveMaxPooling2D extends AdaptivePooling<AdaptiveMaxPooling2D> {
  /** Pooling to this extent: one number for all axes or one for each. */
  public AdaptiveMaxPooling2D(int... outputSize) {
    super(2, outputSize);
  }

  @Override
  protected Tensor reduce(Tensor x, int axis) {
    return Ops.max(x, axis);
  }
}
