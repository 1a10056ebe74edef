package io.trihorn.layers.core;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.layers.base.Adaptable;
import io.trihorn.layers.base.AdaptableWeight;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.Contraction;
import io.trihorn.layers.base.KernelForm;
import io.trihorn.layers.base.KernelLayer;
import io.trihorn.layers.base.MatrixContraction;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.List;

/**
 * A fully connected layer: {@code activation(x . kernel + bias)} over the last axis.
 *
 * <p>Input {@code (batch, ..., inputs)}, output {@code (batch, ..., units)}. Weights: {@code kernel
 * (inputs, units)}, {@code bias (units)}.
 */
public final class Dense extends KernelLayer<Dense> {
  private static final Contraction PRODUCT = new MatrixContraction(false);

  private int units;
  private AdaptableWeight kernel;
  private Weight bias;

  /** A layer with this many outputs. */
  public Dense(int units) {
    this.units = Config.requirePositive(className(), "units", units);
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    units = config.positive("units", units);
    configureBias(config);
    kernelSpec.configure(config, "kernel");
    adaptation().configure(config);
  }

  @Override
  protected void build(List<Shape> inputs) {
    long last = inputs.get(0).get(inputs.get(0).dimension() - 1);
    kernel = new AdaptableWeight(this, KernelForm.matrix("kernel", last, units, 1), kernelSpec);
    kernel.build();
    if (useBias) {
      bias = addWeight("bias", new Shape(units), biasSpec);
    }
    kernel.buildFloat8();
  }

  @Override
  protected Adaptable adaptable() {
    return Adaptable.product(kernel);
  }

  @Override
  public List<Weight> savedWeights() {
    return kernel == null ? super.savedWeights() : kernel.savedWith(bias);
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    Tensor y =
        kernel.apply(x, call, PRODUCT, adaptation().activationQuantizer(kernel.usualQuantizer()));
    return activation.call(bias == null ? y : Ops.add(y, kernel.bias(bias, call)));
  }
}
