package io.trihorn.layers.activations;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.constraints.Constraint;
import io.trihorn.graph.ShapeException;
import io.trihorn.initializers.Initializer;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.WeightSpec;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.regularizers.Regularizer;
import io.trihorn.state.Weight;
import java.util.Arrays;
import java.util.List;

/**
 * {@code x} above 0, else {@code alpha * x} with trained factors. Weights: {@code alpha} of the
 * input's shape without the batch axis, with extent 1 on shared axes.
 */
public final class PReLU extends FluentLayer<PReLU> {
  private final WeightSpec alphaSpec = new WeightSpec("Zeros");
  private List<Integer> sharedAxes;
  private Weight alpha;

  /** A layer with default attributes. */
  public PReLU() {}

  /** By default {@code zeros}. */
  public PReLU alphaInitializer(Initializer value) {
    alphaSpec.initializer(value);
    return this;
  }

  /** By default none. */
  public PReLU alphaRegularizer(Regularizer value) {
    alphaSpec.regularizer(value);
    return this;
  }

  /** By default none. */
  public PReLU alphaConstraint(Constraint value) {
    alphaSpec.constraint(value);
    return this;
  }

  /** Axes, counted from 1, along which one factor serves all places; by default none. */
  public PReLU sharedAxes(int... axes) {
    sharedAxes = Arrays.stream(axes).boxed().toList();
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    alphaSpec.configure(config, "alpha");
    sharedAxes = config.integers("shared_axes", sharedAxes);
  }

  @Override
  protected void build(List<Shape> inputs) {
    long[] dims = inputs.get(0).slice(1).getShape().clone();
    if (sharedAxes != null) {
      for (int axis : sharedAxes) {
        if (axis < 1 || axis > dims.length) {
          throw new ShapeException(
              "shared_axes should be from 1 to " + dims.length + ", but are " + sharedAxes);
        }
        dims[axis - 1] = 1;
      }
    }
    alpha = addWeight("alpha", new Shape(dims), alphaSpec);
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    Tensor below = Nn.relu(Ops.negative(x));
    return Ops.subtract(Nn.relu(x), Ops.multiply(call.read(alpha), below));
  }
}
