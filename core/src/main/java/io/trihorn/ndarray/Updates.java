package io.trihorn.ndarray;

import io.trihorn.composites.AdamUpdate;
import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * The steps of DJL's optimizers. Operands are the weight, its gradient, the optimizer's state and
 * the learning rate; results are the weight and the state after the step.
 *
 * @param decay how much of the weight is added to the gradient
 * @param rescale what the gradient is multiplied by first
 * @param clip what the gradient is then kept within on both sides, if it is above 0
 */
record Updates(float decay, float rescale, float clip) {
  private Operation operation(String name, Step step, Object... attributes) {
    Object[] all = new Object[attributes.length + 1];
    all[0] = this;
    System.arraycopy(attributes, 0, all, 1, attributes.length);
    return new Operation(name, step::of, all);
  }

  private interface Step {
    List<Tensor> of(List<Tensor> in);
  }

  private Tensor clipped(Tensor gradient) {
    Tensor scaled = rescale == 1 ? gradient : Ops.multiply(gradient, rescale);
    return clip > 0 ? Ops.clip(scaled, -clip, clip) : scaled;
  }

  private Tensor decayed(List<Tensor> in) {
    Tensor gradient = clipped(in.get(1));
    return decay == 0 ? gradient : Ops.add(gradient, Ops.multiply(in.get(0), decay));
  }

  /** A moving mean. */
  private static Tensor mixed(Tensor old, Tensor now, float kept) {
    return Ops.add(Ops.multiply(old, kept), Ops.multiply(now, 1 - (double) kept));
  }

  private static Tensor rate(List<Tensor> in) {
    Tensor rate = in.get(in.size() - 1);
    return Ops.cast(rate, in.get(0).dtype());
  }

  /** {@code (weight, gradient[, momentum], rate)}. */
  Operation sgd(float momentum) {
    return operation(
        "sgdUpdate",
        in -> {
          Tensor move = Ops.multiply(decayed(in), rate(in));
          if (in.size() < 4) {
            return List.of(Ops.subtract(in.get(0), move));
          }
          Tensor state = Ops.add(Ops.multiply(in.get(2), momentum), move);
          return List.of(Ops.subtract(in.get(0), state), state);
        },
        momentum);
  }

  /** {@code (weight, gradient[, momentum], rate)}, with Nesterov's look ahead. */
  Operation nag(float momentum) {
    return operation(
        "nagUpdate",
        in -> {
          Tensor gradient = decayed(in);
          if (in.size() < 4) {
            return List.of(Ops.subtract(in.get(0), Ops.multiply(gradient, rate(in))));
          }
          Tensor state = Ops.add(Ops.multiply(in.get(2), momentum), gradient);
          Tensor ahead = Ops.add(gradient, Ops.multiply(state, momentum));
          return List.of(Ops.subtract(in.get(0), Ops.multiply(ahead, rate(in))), state);
        },
        momentum);
  }

  /**
   * {@code (weight, gradient, mean, variance, rate)}; the rate has the correction of the first
   * steps' bias in it.
   */
  Operation adam(float beta1, float beta2, float epsilon) {
    return operation(
        "adamUpdate",
        in -> {
          AdamUpdate step = new AdamUpdate(beta1, beta2, epsilon);
          return step.apply(in.get(0), in.get(2), in.get(3), decayed(in), rate(in));
        },
        beta1,
        beta2,
        epsilon);
  }

  /** {@code (weight, gradient, mean, variance, plain rate, rate)}: the weight decays by itself. */
  Operation adamW(float beta1, float beta2, float epsilon) {
    return operation(
        "adamWUpdate",
        in -> {
          Tensor gradient = clipped(in.get(1));
          Tensor plain = Ops.cast(in.get(4), in.get(0).dtype());
          Tensor kept =
              Ops.subtract(in.get(0), Ops.multiply(Ops.multiply(in.get(0), plain), decay));
          Tensor mean = mixed(in.get(2), gradient, beta1);
          Tensor variance = mixed(in.get(3), Ops.square(gradient), beta2);
          Tensor unit = Ops.divide(mean, Ops.add(Ops.sqrt(variance), epsilon));
          return List.of(Ops.subtract(kept, Ops.multiply(unit, rate(in))), mean, variance);
        },
        beta1,
        beta2,
        epsilon);
  }

  /** {@code (weight, gradient, history, rate)}. */
  Operation adagrad(float epsilon) {
    return operation(
        "adagradUpdate",
        in -> {
          Tensor gradient = decayed(in);
          Tensor history = Ops.add(in.get(2), Ops.square(gradient));
          Tensor unit = Ops.divide(gradient, Ops.add(Ops.sqrt(history), epsilon));
          return List.of(Ops.subtract(in.get(0), Ops.multiply(unit, rate(in))), history);
        },
        epsilon);
  }

  /** {@code (weight, gradient, mean square, rate)}. */
  Operation rmsprop(float rho, float epsilon) {
    return operation(
        "rmspropUpdate",
        in -> {
          Tensor gradient = decayed(in);
          Tensor square = mixed(in.get(2), Ops.square(gradient), rho);
          Tensor unit = Ops.divide(gradient, Ops.sqrt(Ops.add(square, epsilon)));
          return List.of(Ops.subtract(in.get(0), Ops.multiply(unit, rate(in))), square);
        },
        rho,
        epsilon);
  }

  /** {@code (weight, gradient, mean square, mean, momentum, rate)}, by Graves. */
  Operation centredRmsprop(float rho, float momentum, float epsilon) {
    return operation(
        "centredRmspropUpdate",
        in -> {
          Tensor gradient = decayed(in);
          Tensor square = mixed(in.get(2), Ops.square(gradient), rho);
          Tensor mean = mixed(in.get(3), gradient, rho);
          Tensor variance = Ops.subtract(square, Ops.square(mean));
          Tensor unit = Ops.divide(gradient, Ops.sqrt(Ops.add(variance, epsilon)));
          Tensor moved =
              Ops.subtract(Ops.multiply(in.get(4), momentum), Ops.multiply(unit, rate(in)));
          return List.of(Ops.add(in.get(0), moved), square, mean, moved);
        },
        rho,
        momentum,
        epsilon);
  }

  /** {@code (weight, gradient, squares of gradients, squares of moves)}. */
  Operation adadelta(float rho, float epsilon) {
    BinaryOperator<Tensor> ratio =
        (x, y) -> Ops.divide(Ops.sqrt(Ops.add(x, epsilon)), Ops.sqrt(Ops.add(y, epsilon)));
    return operation(
        "adadeltaUpdate",
        in -> {
          Tensor gradient = clipped(in.get(1));
          Tensor squares = mixed(in.get(2), Ops.square(gradient), rho);
          Tensor move = Ops.multiply(ratio.apply(in.get(3), squares), gradient);
          Tensor moves = mixed(in.get(3), Ops.square(move), rho);
          Tensor all = Ops.add(move, Ops.multiply(in.get(0), decay));
          return List.of(Ops.subtract(in.get(0), all), squares, moves);
        },
        rho,
        epsilon);
  }
}
