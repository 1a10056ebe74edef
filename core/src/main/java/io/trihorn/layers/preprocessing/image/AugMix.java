package io.trihorn.layers.preprocessing.image;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.ops.Distributions;
import io.trihorn.ops.Gammas;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.image.ImageSampling.Interpolation;
import java.util.ArrayList;
import java.util.List;

/**
 * Images mixed with augmented ones (Hendrycks et al., 2019): some chains of augmentations chosen at
 * random for the batch, mixed with weights of a Dirichlet distribution, and their mixture with the
 * images by one of a beta distribution. See {@link RandAugment} for the augmentations, and {@link
 * ImageLayer}. Segmentation masks stay, as mixed class numbers would mean nothing.
 */
public final class AugMix extends ColourLayer<AugMix> {
  private static final Factor.Bounds BOUNDS = new Factor.Bounds("factor", 0, 1);

  private int numChains = 3;
  private int chainDepth = 3;
  private Factor factor = BOUNDS.of(0.3);
  private double alpha = 1;
  private boolean allOps = true;
  private Interpolation interpolation = Interpolation.BILINEAR;

  /** Three chains of up to three augmentations of strengths up to 0.3. */
  public AugMix() {}

  /** How many chains are mixed; by default 3. */
  public AugMix numChains(int value) {
    numChains = value;
    return this;
  }

  /** How many augmentations a chain has; each may be none. By default 3. */
  public AugMix chainDepth(int value) {
    chainDepth = value;
    return this;
  }

  /** Their strength, from 0 to this; by default 0.3. */
  public AugMix factor(double value) {
    factor = BOUNDS.of(value);
    return this;
  }

  /** The range of their strength. */
  public AugMix factor(double lower, double upper) {
    factor = BOUNDS.of(lower, upper);
    return this;
  }

  /** The parameter of both distributions; by default 1, which makes them uniform. */
  public AugMix alpha(double value) {
    alpha = value;
    return this;
  }

  /** Whether brightness, colour degeneration, contrast and sharpness are among them. */
  public AugMix allOps(boolean value) {
    allOps = value;
    return this;
  }

  /** {@code bilinear} (the default) or {@code nearest}. */
  public AugMix interpolation(String name) {
    interpolation = Interpolation.parse(name);
    return this;
  }

  @Override
  public void configure(Config config) {
    configureColours(config);
    numChains = config.integer("num_chains", numChains);
    chainDepth = config.integer("chain_depth", chainDepth);
    factor = BOUNDS.configure(config, factor);
    alpha = config.number("alpha", alpha);
    allOps = config.bool("all_ops", allOps);
    interpolation = WarpLayer.configureInterpolation(config, interpolation);
    if (!(alpha > 0) || numChains < 1 || chainDepth < 1) {
      throw new ConfigException(
          "AugMix: alpha, num_chains and chain_depth should be positive, but are "
              + List.of(alpha, numChains, chainDepth));
    }
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    Augmentations known = new Augmentations(factor, range(), interpolation, allOps);
    Tensor key = draws.key();
    Tensor shape = key.scalar(draws.dtype(), alpha);
    Tensor weights = Gammas.dirichlet(key, shape, draws.dtype(), numChains);
    Tensor kept = Distributions.beta(draws.key(), shape, shape, draws.dtype());
    int steps = numChains * chainDepth;
    Tensor choices =
        Distributions.randint(draws.key(), 0, known.count() + 1, DataType.INT32, steps);
    List<Augmentations.Drawn> all = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      all.add(known.draw(draws, height, width));
    }
    return Transformation.ofColours(
        x -> {
          Tensor sum = Shapes.zerosLike(x);
          for (int chain = 0; chain < numChains; chain++) {
            Tensor y = x;
            for (int i = chain * chainDepth; i < (chain + 1) * chainDepth; i++) {
              y = known.images(y, Shapes.index(choices, 0, i), all.get(i));
            }
            sum = Ops.add(sum, Ops.multiply(y, Shapes.index(weights, 0, chain)));
          }
          return range()
              .clip(Ops.add(Ops.multiply(x, kept), Ops.multiply(sum, Ops.subtract(1, kept))));
        });
  }
}
