package io.trihorn.layers.normalization;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.graph.ShapeException;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.WeightSpec;
import io.trihorn.ops.BatchNormalize;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Normalization of each channel, in training by the statistics of the batch, else by moving
 * averages of them. A frozen layer works as outside training.
 *
 * <p>Input and output {@code (batch, ...)}, the output in the compute type, also for integers.
 * Weights of extent {@code (channels)}: {@code gamma}, {@code beta}, and not trained {@code
 * moving_mean}, {@code moving_variance}, with {@code renorm} {@code moving_stddev}, {@code
 * renorm_mean}, {@code renorm_stddev}. A mask with the input's axes but the last leaves positions
 * out of the statistics.
 */
public final class BatchNormalization extends AffineLayer<BatchNormalization> {
  // What Keras adds to a sum of weights before dividing by it.
  private static final double TINY = 1e-7;

  private int axis = -1;
  private double momentum = 0.99;
  private Initializer movingMeanInitializer = Initializers.zeros();
  private Initializer movingVarianceInitializer = Initializers.ones();
  private final Renormalization renorm = new Renormalization();
  private Weight movingMean;
  private Weight movingVariance;

  /** A layer with default attributes. */
  public BatchNormalization() {}

  /** The channel axis; by default the last. */
  public BatchNormalization axis(int value) {
    axis = value;
    return this;
  }

  /** How much of the moving averages stays at each step; by default 0.99. */
  public BatchNormalization momentum(double value) {
    momentum = value;
    return this;
  }

  /** By default {@code zeros}. */
  public BatchNormalization movingMeanInitializer(Initializer value) {
    movingMeanInitializer = value;
    return this;
  }

  /** By default {@code ones}. */
  public BatchNormalization movingVarianceInitializer(Initializer value) {
    movingVarianceInitializer = value;
    return this;
  }

  /**
   * Whether training uses moving statistics too, with corrections within bounds (batch
   * renormalization, Ioffe, 2017); by default not.
   */
  public BatchNormalization renorm() {
    renorm.turnOn();
    return this;
  }

  /** A bound of renormalization, by Keras's name: {@code rmin}, {@code rmax} or {@code dmax}. */
  public BatchNormalization renormClipping(String bound, double value) {
    renorm.clip(bound, value);
    return this;
  }

  /** How much of the statistics of renormalization stays at each step; by default 0.99. */
  public BatchNormalization renormMomentum(double value) {
    renorm.momentum(value);
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    axis = config.integer("axis", axis);
    momentum = config.number("momentum", momentum);
    configureAffine(config);
    movingMeanInitializer =
        WeightSpec.configureInitializer(config, "moving_mean_initializer", movingMeanInitializer);
    movingVarianceInitializer =
        WeightSpec.configureInitializer(
            config, "moving_variance_initializer", movingVarianceInitializer);
    config.constant("synchronized", new JsonPrimitive(false));
    renorm.configure(config);
  }

  @Override
  protected void build(List<Shape> inputs) {
    Shape input = inputs.get(0);
    Shape channels =
        new Shape(input.get(NormalizedAxes.positive(List.of(axis), input.dimension())[0]));
    buildAffine(channels);
    movingMean = addWeight("moving_mean", channels, movingMeanInitializer, false, null, null);
    movingVariance =
        addWeight("moving_variance", channels, movingVarianceInitializer, false, null, null);
    renorm.build(
        (name, initializer) -> addWeight(name, channels, initializer, false, null, null),
        movingMeanInitializer,
        movingVarianceInitializer);
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  public boolean hasMaskArgument() {
    return true;
  }

  @Override
  protected Tensor call(Tensor input, Call call) {
    // Sums over a batch overflow narrow floats.
    Tensor x = NormalizedAxes.wide(input);
    Tensor y = call.training() && isTrainable() ? byBatch(x, call) : byAverages(x, call);
    return Ops.cast(y, dtypePolicy().compute());
  }

  private Tensor byAverages(Tensor x, Call call) {
    return normalize(x, read(movingMean, x, 0, call), read(movingVariance, x, 1, call), call);
  }

  private Tensor byBatch(Tensor x, Call call) {
    Tensor mask = call.mask(0);
    if (mask != null) {
      return byMaskedBatch(x, mask, call);
    }
    if (renorm.isOn()) {
      int[] others = others(x);
      return byMoments(x, Ops.mean(x, others), Ops.variance(x, others), call);
    }
    List<Tensor> results =
        new BatchNormalize(positiveAxis(x), epsilon)
            .apply(x, read(gamma(), x, 1, call), read(beta(), x, 0, call));
    update(movingMean, results.get(1), call);
    update(movingVariance, results.get(2), call);
    return results.get(0);
  }

  private Tensor byMaskedBatch(Tensor x, Tensor mask, Call call) {
    if (mask.rank() != x.rank() - 1) {
      throw new ShapeException(
          "the mask should have the input's axes but the last; the input is "
              + x.type()
              + ", the mask "
              + mask.type());
    }
    int[] others = others(x);
    Tensor weights = Shapes.expandDims(Ops.cast(mask, x.dtype()), -1);
    Tensor weighted = Ops.multiply(x, weights);
    Tensor total = Ops.add(Ops.sum(weights, others), TINY);
    Tensor mean = Ops.divide(Ops.sum(weighted, others), total);
    Tensor away = Ops.multiply(Ops.square(Ops.subtract(weighted, spread(mean, x))), weights);
    Tensor variance = Ops.divide(Ops.sum(away, others), total);
    return byMoments(x, mean, variance, call);
  }

  private int[] others(Tensor x) {
    return IntStream.range(0, x.rank()).filter(i -> i != positiveAxis(x)).toArray();
  }

  /** By statistics of the batch, which go into the moving averages. */
  private Tensor byMoments(Tensor x, Tensor mean, Tensor variance, Call call) {
    if (!renorm.isOn()) {
      update(movingMean, mean, call);
      update(movingVariance, variance, call);
      return normalize(x, mean, variance, call);
    }
    Tensor deviation = Ops.sqrt(Ops.add(variance, epsilon));
    Renormalization.Correction correction = renorm.correction(mean, deviation, epsilon, call);
    Tensor gamma = read(gamma(), x, 1, call);
    Tensor beta = Ops.add(Ops.multiply(correction.offset(), gamma), read(beta(), x, 0, call));
    update(movingMean, mean, call);
    Tensor moved = renorm.update(mean, deviation, momentum, epsilon, call);
    call.assign(movingVariance, moved);
    Tensor factor = Ops.multiply(correction.factor(), gamma);
    return normalize(x, mean, variance, factor, beta);
  }

  private Tensor normalize(Tensor x, Tensor mean, Tensor variance, Call call) {
    return normalize(x, mean, variance, read(gamma(), x, 1, call), read(beta(), x, 0, call));
  }

  private Tensor normalize(Tensor x, Tensor mean, Tensor variance, Tensor gamma, Tensor beta) {
    Tensor factor = Ops.multiply(Ops.rsqrt(Ops.add(variance, epsilon)), gamma);
    Tensor offset = Ops.subtract(beta, Ops.multiply(mean, factor));
    return Ops.add(Ops.multiply(x, spread(factor, x)), spread(offset, x));
  }

  private void update(Weight average, Tensor value, Call call) {
    Renormalization.blend(average, value, momentum, call);
  }

  /** A weight in the type of x; without the weight one value for each channel. */
  private Tensor read(Weight weight, Tensor x, double otherwise, Call call) {
    return weight == null
        ? Shapes.full(x, otherwise, x.dtype(), x.dim(positiveAxis(x)))
        : Ops.cast(call.readStored(weight), x.dtype());
  }

  private int positiveAxis(Tensor x) {
    return axis < 0 ? axis + x.rank() : axis;
  }

  private Tensor spread(Tensor channels, Tensor x) {
    return Nn.alongAxis(channels, positiveAxis(x), x.rank());
  }
}
