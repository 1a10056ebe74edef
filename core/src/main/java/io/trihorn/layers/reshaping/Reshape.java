package io.trihorn.layers.reshaping;

import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;

/** The same elements under another shape {@code (batch, targetShape...)}. */
public final class Reshape extends FluentLayer<Reshape> {
  private List<Integer> targetShape;

  /** A layer that gives this shape, without the batch axis; one extent may be -1. */
  public Reshape(int... targetShape) {
    this.targetShape = Arrays.stream(targetShape).boxed().toList();
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    targetShape = config.present("target_shape", config.integers("target_shape", targetShape));
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    long[] dims = new long[targetShape.size() + 1];
    dims[0] = x.dim(0);
    for (int i = 0; i < targetShape.size(); i++) {
      dims[i + 1] = targetShape.get(i);
    }
    return Shapes.reshape(x, dims);
  }
}
