package io.trihorn.layers.regularization;

import io.trihorn.ops.Ops;
import io.trihorn.ops.RandomOps;
import io.trihorn.ops.Tensor;

/** In training, normal noise of mean 0 is added. */
public final class GaussianNoise extends RandomLayer<GaussianNoise> {
  /** Noise of this standard deviation. */
  public GaussianNoise(double stddev) {
    super("stddev", stddev);
  }

  @Override
  protected Tensor disturb(Tensor x, Tensor key) {
    Tensor noise = RandomOps.normal(key, x.dtype(), x.type().dims());
    return Ops.add(x, Ops.multiply(noise, strength()));
  }
}
