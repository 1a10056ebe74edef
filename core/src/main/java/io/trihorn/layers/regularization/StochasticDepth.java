package io.trihorn.layers.regularization;

import io.trihorn.config.Config;
import io.trihorn.ops.Ops;
import io.trihorn.ops.RandomOps;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;

/**
 * In training, whole samples are dropped at a rate, and the others grow so that their mean stays:
 * what a residual block of ConvNeXt adds. Input and output {@code (batch, ...)}.
 */
public final class StochasticDepth extends RandomLayer<StochasticDepth> {
  /** Drops samples at this rate. */
  public StochasticDepth(double dropPathRate) {
    super("drop_path_rate", dropPathRate);
  }

  @Override
  public String module() {
    return "keras.src.applications.convnext";
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    configureStrength(config);
  }

  @Override
  protected boolean supportsMasking() {
    return false;
  }

  @Override
  protected Tensor disturb(Tensor x, Tensor key) {
    double keep = 1 - strength();
    if (keep <= 0) {
      return Shapes.zerosLike(x);
    }
    long[] perSample = new long[x.rank()];
    Arrays.fill(perSample, 1);
    perSample[0] = x.dim(0);
    Tensor kept = Ops.floor(Ops.add(RandomOps.uniform(key, x.dtype(), perSample), keep));
    return Ops.multiply(Ops.divide(x, keep), kept);
  }
}
