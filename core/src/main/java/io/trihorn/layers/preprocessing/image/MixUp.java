package io.trihorn.layers.preprocessing.image;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.ops.Distributions;
import io.trihorn.ops.Tensor;
import java.util.function.UnaryOperator;

/**
 * Images mixed with another image of the batch, and labels in the same proportion (Zhang et al.,
 * 2017). Labels are floats {@code (batch, ...)}, such as one-hot vectors. See {@link ImageLayer}.
 */
public final class MixUp extends RandomImageLayer<MixUp> {
  private double alpha;

  /** The parameter of the beta distribution of proportions; 0.2 in Keras by default. */
  public MixUp(double alpha) {
    this.alpha = checked(alpha);
  }

  private static double checked(double alpha) {
    if (!(alpha > 0)) {
      throw new ConfigException("MixUp: alpha should be positive, but is " + alpha);
    }
    return alpha;
  }

  @Override
  public void configure(Config config) {
    configureRandom(config);
    alpha = checked(config.number("alpha", alpha));
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    Tensor order = draws.permutation(draws.batch());
    Tensor key = draws.key();
    Tensor shape = key.scalar(draws.dtype(), alpha);
    Tensor weight = Distributions.beta(key, shape, shape, draws.dtype(), draws.batch());
    UnaryOperator<Tensor> mix = x -> Mixing.mix(x, order, weight);
    return new Transformation(
        mix, m -> Mixing.labels(m, order, weight), y -> Mixing.labels(y, order, weight));
  }
}
