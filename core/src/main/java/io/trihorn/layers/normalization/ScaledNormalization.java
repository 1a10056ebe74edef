package io.trihorn.layers.normalization;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.constraints.Constraint;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.Call;
import io.trihorn.layers.FluentLayer;
import io.trihorn.layers.Weight;
import io.trihorn.layers.WeightSpec;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.regularizers.Regularizer;
import java.util.List;

/**
 * A normalization by statistics of each example, followed by {@code y * gamma + beta}. It computes
 * in float32 at least, and its result has the input's shape and element type.
 *
 * @param <L> the layer's own class
 */
public abstract class ScaledNormalization<L extends ScaledNormalization<L>> extends FluentLayer<L> {
  private double epsilon = 1e-3;
  private boolean center = true;
  private boolean scale = true;
  private final WeightSpec betaSpec = new WeightSpec(Initializers.zeros());
  private final WeightSpec gammaSpec = new WeightSpec(Initializers.ones());
  private Weight gamma;
  private Weight beta;

  /** A layer with default attributes. */
  protected ScaledNormalization() {}

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

  /** The attributes of this class. */
  final void configureScaling(Config config) {
    epsilon = config.number("epsilon", epsilon);
    center = config.bool("center", center);
    scale = config.bool("scale", scale);
    betaSpec.configure(config, "beta");
    gammaSpec.configure(config, "gamma");
  }

  /** The axes of the input that {@code gamma} and {@code beta} have, not negative. */
  abstract int[] weightAxes(int rank);

  /** The normalized input, before factor and offset. */
  abstract Tensor normalize(Tensor x, double epsilon);

  @Override
  protected void build(List<Shape> inputs) {
    Shape input = inputs.get(0);
    Shape shape = NormalizedAxes.shape(input, weightAxes(input.dimension()));
    if (scale) {
      gamma = addWeight("gamma", shape, gammaSpec);
    }
    if (center) {
      beta = addWeight("beta", shape, betaSpec);
    }
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  protected final Tensor call(Tensor input, Call call) {
    DataType given = input.dtype();
    Tensor x = NormalizedAxes.wide(input);
    Tensor y = normalize(x, epsilon);
    if (gamma != null) {
      y = Ops.multiply(y, spread(gamma, x, call));
    }
    if (beta != null) {
      y = Ops.add(y, spread(beta, x, call));
    }
    return Ops.cast(y, given);
  }

  private Tensor spread(Weight weight, Tensor x, Call call) {
    Tensor value = Ops.cast(call.readStored(weight), x.dtype());
    return Shapes.reshape(value, NormalizedAxes.spread(x, weightAxes(x.rank())));
  }
}
