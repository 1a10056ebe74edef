package io.trihorn.layers.core;

import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Tensor;

/** Passes its input on. */
public final class Identity extends FluentLayer<Identity> {
  /** A layer with default attributes. */
  public Identity() {}

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    return x;
  }
}
