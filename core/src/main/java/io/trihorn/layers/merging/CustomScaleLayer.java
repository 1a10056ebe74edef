package io.trihorn.layers.merging;

import io.trihorn.config.Config;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;

/**
 * The first of two inputs plus the second times a number: how the blocks of InceptionResNetV2 end.
 * Inputs and output {@code (batch, ...)}.
 */
public final class CustomScaleLayer extends FluentLayer<CustomScaleLayer> {
  private double scale;

  /** The second input is multiplied by this. */
  public CustomScaleLayer(double scale) {
    this.scale = scale;
  }

  @Override
  public String module() {
    return "keras.src.applications.inception_resnet_v2";
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    scale = config.number("scale", scale);
  }

  @Override
  protected List<Tensor> call(List<Tensor> inputs, Call call) {
    if (inputs.size() != 2) {
      throw new ShapeException("takes exactly 2 inputs, but got " + inputs.size());
    }
    return List.of(Ops.add(inputs.get(0), Ops.multiply(inputs.get(1), scale)));
  }
}
