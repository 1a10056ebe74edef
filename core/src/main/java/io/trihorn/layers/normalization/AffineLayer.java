package io.trihorn.layers.normalization;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.constraints.Constraint;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.WeightSpec;
import io.trihorn.regularizers.Regularizer;
import io.trihorn.state.Weight;

/**
 * A normalization that ends with an optional trained factor {@code gamma} and offset {@code beta}.
 *
 * @param <L> the layer's own class
 */
public abstract class AffineLayer<L extends AffineLayer<L>> extends FluentLayer<L> {
  /** Added to the variance. */
  protected double epsilon = 1e-3;

  private boolean center = true;
  private boolean scale = true;
  private final WeightSpec betaSpec = new WeightSpec(Initializers.zeros());
  private final WeightSpec gammaSpec = new WeightSpec(Initializers.ones());
  private Weight gamma;
  private Weight beta;

  /** A layer with default attributes. */
  protected AffineLayer() {}

  /** Added to the variance; by default 1e-3. */
  public final L epsilon(double value) {
    epsilon = value;
    return self();
  }

  /** Whether there is an offset {@code beta}; by default there is. */
  public final L center(boolean value) {
    center = value;
    return self();
  }

  /** Whether there is a factor {@code gamma}; by default there is. */
  public final L scale(boolean value) {
    scale = value;
    return self();
  }

  /** By default {@code zeros}. */
  public final L betaInitializer(Initializer value) {
    betaSpec.initializer(value);
    return self();
  }

  /** By default {@code ones}. */
  public final L gammaInitializer(Initializer value) {
    gammaSpec.initializer(value);
    return self();
  }

  /** By default none. */
  public final L betaRegularizer(Regularizer value) {
    betaSpec.regularizer(value);
    return self();
  }

  /** By default none. */
  public final L gammaRegularizer(Regularizer value) {
    gammaSpec.regularizer(value);
    return self();
  }

  /** By default none. */
  public final L betaConstraint(Constraint value) {
    betaSpec.constraint(value);
    return self();
  }

  /** By default none. */
  public final L gammaConstraint(Constraint value) {
    gammaSpec.constraint(value);
    return self();
  }

  /** The attributes of epsilon, factor and offset. */
  protected final void configureAffine(Config config) {
    epsilon = config.number("epsilon", epsilon);
    center = config.bool("center", center);
    scale = config.bool("scale", scale);
    betaSpec.configure(config, "beta");
    gammaSpec.configure(config, "gamma");
  }

  /** Makes those of the two weights that there are. */
  protected final void buildAffine(Shape shape) {
    buildAffine(shape, scale, center);
  }

  /** Makes the factor and the offset, or one of them. */
  protected final void buildAffine(Shape shape, boolean factor, boolean offset) {
    if (factor) {
      gamma = addWeight("gamma", shape, gammaSpec);
    }
    if (offset) {
      beta = addWeight("beta", shape, betaSpec);
    }
  }

  /** Whether there is an offset. */
  protected final boolean centers() {
    return center;
  }

  /** Whether there is a factor. */
  protected final boolean scales() {
    return scale;
  }

  /** The factor, or null. */
  protected final Weight gamma() {
    return gamma;
  }

  /** The offset, or null. */
  protected final Weight beta() {
    return beta;
  }
}
