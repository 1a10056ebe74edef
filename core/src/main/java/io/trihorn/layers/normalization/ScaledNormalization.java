package io.trihorn.layers.normalization;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.layers.Call;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.List;

/**
 * A normalization by statistics of each example, followed by {@code y * gamma + beta}. It computes
 * in float32 at least, and its result has the input's shape and element type.
 *
 * @param <L> the layer's own class
 */
public abstract class ScaledNormalization<L extends ScaledNormalization<L>> extends AffineLayer<L> {
  /** A layer with default attributes. */
  protected ScaledNormalization() {}

  /** The axes of the input that {@code gamma} and {@code beta} have, not negative. */
  abstract int[] weightAxes(int rank);

  /** The normalized input, before factor and offset. */
  abstract Tensor normalize(Tensor x, double epsilon);

  /** Whether there is a factor. */
  boolean hasFactor() {
    return scales();
  }

  /** Whether there is an offset. */
  boolean hasOffset() {
    return centers();
  }

  @Override
  protected void build(List<Shape> inputs) {
    Shape input = inputs.get(0);
    Shape shape = NormalizedAxes.shape(input, weightAxes(input.dimension()));
    buildAffine(shape, hasFactor(), hasOffset());
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  protected final Tensor call(Tensor input, Call call) {
    DataType given = input.dtype();
    Tensor x = NormalizedAxes.wide(input);
    Tensor y = normalize(x, epsilon);
    if (gamma() != null) {
      y = Ops.multiply(y, spread(gamma(), x, call));
    }
    if (beta() != null) {
      y = Ops.add(y, spread(beta(), x, call));
    }
    return Ops.cast(y, given);
  }

  private Tensor spread(Weight weight, Tensor x, Call call) {
    Tensor value = Ops.cast(call.readStored(weight), x.dtype());
    return Shapes.reshape(value, NormalizedAxes.spread(x, weightAxes(x.rank())));
  }
}
