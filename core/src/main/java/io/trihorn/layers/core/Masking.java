package io.trihorn.layers.core;

import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;

/**
 * Masks the steps of {@code (batch, time, ...)} in which all elements of the last axis have a
 * certain value, and makes them 0.
 */
public final class Masking extends FluentLayer<Masking> {
  private double maskValue;

  /** A layer that masks steps of zeros. */
  public Masking() {}

  /** The value that stands for nothing; by default 0. */
  public Masking maskValue(double value) {
    maskValue = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    maskValue = config.number("mask_value", maskValue);
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    return Ops.multiply(x, Ops.cast(Shapes.expandDims(mask(x), -1), x.dtype()));
  }

  private Tensor mask(Tensor x) {
    return Ops.any(Ops.notEqual(x, maskValue), -1);
  }

  @Override
  protected List<Tensor> computeMask(List<Tensor> inputs, List<Tensor> outputs, Call call) {
    return List.of(mask(inputs.get(0)));
  }
}
