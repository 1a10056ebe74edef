package io.trihorn.layers.core;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonNull;
import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.KernelLayer;
import io.trihorn.ops.Nn;
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
  private int units;
  private Weight kernel;
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
    config.constant("quantization_config", JsonNull.INSTANCE);
  }

  @Override
  protected void build(List<Shape> inputs) {
    long last = inputs.get(0).get(inputs.get(0).dimension() - 1);
    kernel = addWeight("kernel", new Shape(last, units), kernelSpec);
    if (useBias) {
      bias = addWeight("bias", new Shape(units), biasSpec);
    }
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    Tensor y = Nn.matmul(x, call.read(kernel));
    return activation.call(bias == null ? y : Ops.add(y, call.read(bias)));
  }
}
