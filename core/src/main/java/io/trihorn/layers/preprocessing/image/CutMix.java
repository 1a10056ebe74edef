package io.trihorn.layers.preprocessing.image;

import io.trihorn.config.Config;
import io.trihorn.ops.Distributions;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.function.UnaryOperator;

/**
 * Images with a random box from another image of the batch, and labels mixed in proportion to the
 * areas (Yun et al., 2019). Labels are floats {@code (batch, ...)}, such as one-hot vectors. Single
 * images stay. See {@link ImageLayer}.
 */
public final class CutMix extends RandomImageLayer<CutMix> {
  private static final Factor.Bounds BOUNDS = new Factor.Bounds("factor", 0, 1);

  private Factor factor;

  /** The parameter of the beta distribution of areas is drawn from 0 to this, at most 1. */
  public CutMix(double factor) {
    this.factor = BOUNDS.of(factor);
  }

  /** The range that the parameter of the beta distribution is drawn from. */
  public CutMix factor(double lower, double upper) {
    factor = BOUNDS.of(lower, upper);
    return this;
  }

  @Override
  public void configure(Config config) {
    configureRandom(config);
    factor = BOUNDS.configure(config, factor);
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    Tensor alpha = Ops.add(draws.uniform(factor.lower(), factor.upper()), 1e-6);
    Tensor kept = Distributions.beta(draws.key(), alpha, alpha, draws.dtype(), draws.batch());
    Tensor side = Ops.sqrt(Ops.subtract(1, kept));
    Boxes boxes = Boxes.draw(draws, side, side, height, width);
    Tensor order = draws.permutation(draws.batch());
    UnaryOperator<Tensor> paste = x -> Ops.where(boxes.inside(), Shapes.take(x, order, 0), x);
    return new Transformation(
        paste, paste, labels -> Mixing.labels(labels, order, Ops.subtract(1, boxes.area())));
  }
}
