package io.trihorn.layers.convolutional;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.Sizes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Windows;
import io.trihorn.state.Weight;
import java.util.List;

/**
 * Transposed convolution over one to three spatial axes, which goes the opposite way of {@link
 * BaseConv}: from the shape of its output to that of its input.
 *
 * <p>Input {@code (batch, spatial..., channels)}, output {@code (batch, spatial..., filters)}, or
 * with channels before the spatial axes where {@code data_format} is {@code channels_first}.
 * Weights: {@code kernel (kernelSize..., filters, channels)}, {@code bias (filters)}.
 *
 * @param <L> the layer's own class
 */
public abstract class BaseConvTranspose<L extends BaseConvTranspose<L>>
    extends KernelWindowLayer<L> {
  private List<Integer> outputPadding;
  private Weight kernel;

  /** A transposed convolution over this many spatial axes. */
  protected BaseConvTranspose(int axes, int filters, int... kernelSize) {
    super(axes, filters, kernelSize);
  }

  /**
   * Elements added to the output's end, less than the stride; by default as many as make the output
   * {@code stride} times as long as the input (less where {@code valid} windows overlap).
   */
  public final L outputPadding(int... values) {
    outputPadding = Sizes.list("output_padding", axes, values);
    return self();
  }

  @Override
  protected boolean mayBeCausal() {
    return false;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    filters = config.positive("filters", filters);
    outputPadding = Sizes.configureList(config, "output_padding", axes, outputPadding);
    configureWindow(config);
    kernelSpec.configure(config, "kernel");
  }

  @Override
  protected void build(List<Shape> inputs) {
    kernel = addWeight("kernel", kernelShape(filters, channels(inputs.get(0))), kernelSpec);
    buildBias(filters);
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    Tensor y =
        Windows.convTranspose(
            x, call.read(kernel), strides, padding, outputPadding, dilationRate, layout);
    return finish(y, call);
  }
}
