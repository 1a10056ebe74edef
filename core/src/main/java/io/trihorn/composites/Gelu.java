package io.trihorn.composites;

import io.trihorn.ops.Nonlinear;
import io.trihorn.ops.PointwiseFusion;
import io.trihorn.ops.Tensor;
import java.util.List;

/**
 * {@code x P(X <= x)} for a standard normal X, elementwise.
 *
 * @param approximate by a tanh near it instead of the error function
 */
public record Gelu(boolean approximate) implements PointwiseFusion {
  /** The function of a floating tensor, of its shape. */
  public static Tensor of(Tensor x, boolean approximate) {
    return new Gelu(approximate).applyOne(x);
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    return List.of(Nonlinear.gelu(in.get(0), approximate));
  }
}
