package io.trihorn.layers.reshaping;

import io.trihorn.config.Config;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/** A vector repeated: input {@code (batch, features)}, output {@code (batch, n, features)}. */
public final class RepeatVector extends FluentLayer<RepeatVector> {
  private int n;

  /** So many times. */
  public RepeatVector(int n) {
    this.n = Config.requirePositive(className(), "n", n);
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    n = config.positive("n", n);
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    if (x.rank() != 2) {
      throw new ShapeException(
          "expected an input (batch, features), but got the shape " + x.shape());
    }
    return Shapes.broadcastTo(Shapes.expandDims(x, 1), x.dim(0), n, x.dim(1));
  }
}
