package io.trihorn.layers.normalization;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.List;

/**
 * A factor for each channel, small at first: what ConvNeXt multiplies a residual block by. Input
 * and output {@code (batch, ..., channels)}.
 */
public final class LayerScale extends FluentLayer<LayerScale> {
  private double initValues;
  private int projectionDim;
  private Weight gamma;

  /** Factors of this value at first, one for each of so many channels. */
  public LayerScale(double initValues, int projectionDim) {
    this.initValues = initValues;
    this.projectionDim = projectionDim;
  }

  @Override
  public String module() {
    return "keras.src.applications.convnext";
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    initValues = config.number("init_values", initValues);
    projectionDim = config.integer("projection_dim", projectionDim);
  }

  @Override
  protected void build(List<Shape> inputs) {
    gamma = addWeight("gamma", new Shape(projectionDim), Initializers.constant(initValues));
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    return Ops.multiply(x, call.read(gamma));
  }
}
