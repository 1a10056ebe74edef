package io.trihorn.caffe;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.BatchNormalize;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.Arrays;
import java.util.List;

/**
 * Caffe's {@code BatchNorm} by the statistics of the batch. In training it keeps sums of means and
 * of variances, both fading, and the weight that they are to be divided by: {@code weight = f
 * weight + 1; mean = f mean + m; variance = f variance + n / (n - 1) v} for n values of each
 * channel. Weights: {@code mean (channels)}, {@code variance (channels)}, {@code weight (1)}.
 *
 * <p>Files have it as {@code caffe>BatchSums}; see {@link CaffeLayers}.
 */
public final class BatchSums extends FluentLayer<BatchSums> {
  private double fraction = 0.999;
  private double epsilon = 1e-5;
  private Weight mean;
  private Weight variance;
  private Weight weight;

  /** With Caffe's fraction, 0.999, and epsilon, 1e-5. */
  public BatchSums() {}

  /** How much of the sums stays in each step, and what is added to variances. */
  public BatchSums fading(double movingAverageFraction, double eps) {
    fraction = movingAverageFraction;
    epsilon = eps;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    fraction = config.number("moving_average_fraction", fraction);
    epsilon = config.number("eps", epsilon);
  }

  @Override
  protected void build(List<Shape> inputs) {
    Shape channels = new Shape(inputs.get(0).get(1));
    mean = addState("mean", channels);
    variance = addState("variance", channels);
    weight = addState("weight", new Shape(1));
  }

  private Weight addState(String name, Shape shape) {
    return addWeight(name, shape, Initializers.zeros(), false, null, null);
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    long channels = x.dim(1);
    List<Tensor> made =
        new BatchNormalize(1, epsilon)
            .apply(
                x, Shapes.full(x, 1, x.dtype(), channels), Shapes.full(x, 0, x.dtype(), channels));
    if (call.training()) {
      double values =
          (double) Arrays.stream(x.shape().getShape()).reduce(1, (a, b) -> a * b) / channels;
      double unbiased = values > 1 ? values / (values - 1) : 1;
      add(mean, made.get(1), call);
      add(variance, Ops.multiply(made.get(2), unbiased), call);
      add(weight, Shapes.full(x, 1, x.dtype(), 1), call);
    }
    return made.get(0);
  }

  private void add(Weight sum, Tensor value, Call call) {
    call.assign(sum, Ops.add(Ops.multiply(call.read(sum), fraction), value));
  }
}
