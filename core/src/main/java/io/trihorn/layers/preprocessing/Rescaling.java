package io.trihorn.layers.preprocessing;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;

/**
 * {@code x * scale + offset}, in the layer's floating type. Input {@code (...)} of any element
 * type, output of the same shape. For pixels, {@code new Rescaling(1 / 255.0)}.
 */
public final class Rescaling extends FluentLayer<Rescaling> {
  private Numbers scale;
  private Numbers offset = Numbers.of(0);

  /** One factor for all, or one for each channel, along the last axis. */
  public Rescaling(double... scale) {
    this.scale = Numbers.of(scale);
  }

  /** Factors that are spread over the input: (channels, 1, 1) where the channels come first. */
  public Rescaling(TensorData scale) {
    this.scale = new Numbers(scale.cast(DataType.FLOAT64));
  }

  /** Added after scaling: one number or one for each channel, along the last axis; 0 by default. */
  public Rescaling offset(double... values) {
    offset = Numbers.of(values);
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    scale = config.present("scale", Numbers.configure(config, "scale", scale));
    offset = config.present("offset", Numbers.configure(config, "offset", offset));
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  protected Tensor call(Tensor input, Call call) {
    Tensor x = Ops.cast(input, dtypePolicy().compute());
    return Ops.add(Ops.multiply(x, scale.like(x)), offset.like(x));
  }
}
