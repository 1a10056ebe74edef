package io.trihorn.caffe;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.WeightSpec;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.List;

/**
 * Caffe's {@code Parameter}: gives its weight, {@code value}, which begins with zeros, and looks at
 * no element of its input, which it has since layers have one. Files have it as {@code
 * caffe>Parameter}; see {@link CaffeLayers}.
 */
public final class Parameter extends FluentLayer<Parameter> {
  private final WeightSpec spec = new WeightSpec(Initializers.zeros());
  private List<Integer> shape;
  private Weight value;

  /** A weight of this shape, all axes. */
  public Parameter(List<Integer> shape) {
    this.shape = List.copyOf(shape);
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    shape = config.integers("shape", shape);
  }

  @Override
  protected void build(List<Shape> inputs) {
    long[] dims = shape.stream().mapToLong(Integer::longValue).toArray();
    value = addWeight("value", new Shape(dims), spec);
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    return call.read(value);
  }
}
