package io.trihorn.layers.regularization;

import io.trihorn.ops.Ops;
import io.trihorn.ops.RandomOps;
import io.trihorn.ops.Tensor;

/**
 * In training, elements are multiplied by normal numbers of mean 1 and the standard deviation
 * {@code sqrt(rate / (1 - rate))} that dropout of this rate would have.
 */
public final class GaussianDropout extends RandomLayer<GaussianDropout> {
  /** A layer with this rate, from 0 to 1. */
  public GaussianDropout(double rate) {
    super("rate", rate);
  }

  @Override
  protected Tensor disturb(Tensor x, Tensor key) {
    double stddev = Math.sqrt(strength() / (1 - strength()));
    Tensor noise = RandomOps.normal(key, x.dtype(), x.type().dims());
    return Ops.multiply(x, Ops.add(Ops.multiply(noise, stddev), 1));
  }
}
