package io.trihorn.composites;

import io.trihorn.graph.TensorType;
import io.trihorn.ops.Fusion;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;

/**
 * {@code (w, m, v, gradient, alpha) -> (w', m', v')}: Adam's step for one weight, where the scalar
 * {@code alpha} is the learning rate with the bias correction in it: {@code m' = m + (1 - beta1)(g
 * - m)}, {@code v' = v + (1 - beta2)(g^2 - v)}, {@code w' = w - alpha m' / (sqrt(v') + epsilon)}.
 *
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon keeps the division finite
 */
public record AdamUpdate(double beta1, double beta2, double epsilon) implements Fusion {
  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    return inputs.subList(0, 3);
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    Tensor gradient = in.get(3);
    Tensor m = towards(in.get(1), gradient, 1 - beta1);
    Tensor v = towards(in.get(2), Ops.square(gradient), 1 - beta2);
    Tensor step = Ops.divide(Ops.multiply(m, in.get(4)), Ops.add(Ops.sqrt(v), epsilon));
    return List.of(Ops.subtract(in.get(0), step), m, v);
  }

  private static Tensor towards(Tensor from, Tensor to, double share) {
    return Ops.add(from, Ops.multiply(Ops.subtract(to, from), share));
  }
}
