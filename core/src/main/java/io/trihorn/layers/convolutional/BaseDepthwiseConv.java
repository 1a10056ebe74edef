package io.trihorn.layers.convolutional;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.List;

/**
 * Convolution of each channel on its own.
 *
 * <p>Input {@code (batch, spatial..., channels)}, output {@code (batch, spatial..., channels *
 * depthMultiplier)}, or with channels before the spatial axes where {@code data_format} is {@code
 * channels_first}. Weights: {@code kernel (kernelSize..., channels, depthMultiplier)}, {@code bias
 * (channels * depthMultiplier)}.
 *
 * @param <L> the layer's own class
 */
public abstract class BaseDepthwiseConv<L extends BaseDepthwiseConv<L>> extends BaseDepthwise<L> {
  private Weight kernel;

  /** A convolution over this many spatial axes. */
  protected BaseDepthwiseConv(int axes, int... kernelSize) {
    super(axes, kernelSize);
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    depthMultiplier = config.positive("depth_multiplier", depthMultiplier);
    configureWindow(config);
    depthwiseSpec.configure(config, "depthwise");
  }

  @Override
  protected void build(List<Shape> inputs) {
    long channels = channels(inputs.get(0));
    kernel = addWeight("kernel", kernelShape(channels, depthMultiplier), depthwiseSpec);
    buildBias(channels * depthMultiplier);
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    return finish(depthwise(x, call.read(kernel)), call);
  }
}
