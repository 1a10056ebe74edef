package io.trihorn.caffe;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.WeightSpec;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.Arrays;
import java.util.List;

/**
 * Caffe's {@code Scale} and {@code Bias} with weights of their own: factors and summands for axes
 * that follow one another, the same along all others. Weights: {@code scale} and {@code bias}, of
 * the shape of those axes, where there are any.
 *
 * <p>Files have it as {@code caffe>Affine}; see {@link CaffeLayers}.
 */
public final class Affine extends FluentLayer<Affine> {
  private int axis = 1;
  private int numAxes = 1;
  private boolean scales = true;
  private boolean shifts;
  private final WeightSpec scaleSpec = new WeightSpec(Initializers.ones());
  private final WeightSpec biasSpec = new WeightSpec(Initializers.zeros());
  private Weight scale;
  private Weight bias;

  /** Factors for each channel, which is axis 1. */
  public Affine() {}

  /** The first axis, the batch's counted, and how many; by default 1 and 1. */
  public Affine axes(int first, int count) {
    axis = first;
    numAxes = count;
    return this;
  }

  /** Whether there are factors (by default yes) and summands (by default no). */
  public Affine uses(boolean factors, boolean summands) {
    scales = factors;
    shifts = summands;
    return this;
  }

  /** By default {@code ones} and {@code zeros}. */
  public Affine initializers(Initializer factors, Initializer summands) {
    scaleSpec.initializer(factors);
    biasSpec.initializer(summands);
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    axis = config.integer("axis", axis);
    numAxes = config.integer("num_axes", numAxes);
    scales = config.bool("scale", scales);
    shifts = config.bool("bias", shifts);
    scaleSpec.configure(config, "scale");
    biasSpec.configure(config, "bias");
  }

  @Override
  protected void build(List<Shape> inputs) {
    Shape shape = inputs.get(0).slice(axis, axis + numAxes);
    if (scales) {
      scale = addWeight("scale", shape, scaleSpec);
    }
    if (shifts) {
      bias = addWeight("bias", shape, biasSpec);
    }
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    Tensor y = scales ? Ops.multiply(x, along(x, call.read(scale))) : x;
    return shifts ? Ops.add(y, along(x, call.read(bias))) : y;
  }

  private Tensor along(Tensor x, Tensor weight) {
    long[] dims = new long[x.rank() - axis];
    Arrays.fill(dims, 1);
    System.arraycopy(weight.shape().getShape(), 0, dims, 0, numAxes);
    return Shapes.reshape(weight, dims);
  }
}
