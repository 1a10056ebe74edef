package io.trihorn.layers.normalization;

import ai.djl.ndarray.types.Shape;
import io.trihorn.layers.base.Call;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.List;

/**
 * A normalization by statistics of each example, followed by {@code y * gamma + beta}. It computes
 * in float32 at least, and its result has the input's shape and the compute type, also where the
 * input is integers.
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

  /**
   * All at once, or null where the layer is not of the usual form.
   *
   * @param gamma the factor, of the extents of {@link #weightAxes}
   * @param beta the offset
   */
  Tensor whole(Tensor x, Tensor gamma, Tensor beta, double epsilon) {
    return null;
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
    Tensor y = scaled(NormalizedAxes.wide(input), call);
    // As in Keras through the type of the input, which drops the fractions where it is integers.
    return Ops.cast(Ops.cast(y, input.dtype()), dtypePolicy().compute());
  }

  private Tensor scaled(Tensor x, Call call) {
    if (gamma() != null && beta() != null) {
      Tensor y = whole(x, stored(gamma(), x, call), stored(beta(), x, call), epsilon);
      if (y != null) {
        return y;
      }
    }
    Tensor y = normalize(x, epsilon);
    if (gamma() != null) {
      y = Ops.multiply(y, spread(gamma(), x, call));
    }
    if (beta() != null) {
      y = Ops.add(y, spread(beta(), x, call));
    }
    return y;
  }

  private static Tensor stored(Weight weight, Tensor x, Call call) {
    return Ops.cast(call.readStored(weight), x.dtype());
  }

  private Tensor spread(Weight weight, Tensor x, Call call) {
    return Shapes.reshape(stored(weight, x, call), NormalizedAxes.spread(x, weightAxes(x.rank())));
  }
}
