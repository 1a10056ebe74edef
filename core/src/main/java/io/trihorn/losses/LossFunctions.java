package io.trihorn.losses;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/**
 * Losses by formula: targets and predictions {@code (batch, ..., outputs)} of one floating type;
 * the last axis is dropped. Metrics of the same names share them.
 */
public final class LossFunctions {
  private static final double EPSILON = 1e-7;

  private LossFunctions() {}

  /** The mean of {@code |p - t|}. */
  public static Tensor meanAbsoluteError(Tensor t, Tensor p) {
    return Ops.mean(Ops.abs(Ops.subtract(t, p)), -1);
  }

  /** The mean of {@code (p - t)^2}. */
  public static Tensor meanSquaredError(Tensor t, Tensor p) {
    return Ops.mean(Ops.square(Ops.subtract(p, t)), -1);
  }

  /** 100 times the mean of {@code |t - p| / max(|t|, 1e-7)}. */
  public static Tensor meanAbsolutePercentageError(Tensor t, Tensor p) {
    Tensor scale = Ops.maximum(Ops.abs(t), EPSILON);
    return Ops.multiply(Ops.mean(Ops.abs(Ops.divide(Ops.subtract(t, p), scale)), -1), 100);
  }

  /** The mean of {@code (log(1 + p) - log(1 + t))^2}, where both count as at least 1e-7. */
  public static Tensor meanSquaredLogarithmicError(Tensor t, Tensor p) {
    Tensor difference = Ops.subtract(logOfNext(p), logOfNext(t));
    return Ops.mean(Ops.square(difference), -1);
  }

  private static Tensor logOfNext(Tensor x) {
    return Ops.log(Ops.add(Ops.maximum(x, EPSILON), 1));
  }

  /** The mean of {@code log cosh(p - t)}, without overflow. */
  public static Tensor logCosh(Tensor t, Tensor p) {
    Tensor x = Ops.subtract(p, t);
    Tensor tail = Ops.subtract(Nn.softplus(Ops.multiply(x, -2)), Math.log(2));
    return Ops.mean(Ops.add(x, tail), -1);
  }

  /** The sum of {@code t log(t / p)}, where both are held between 1e-7 and 1. */
  public static Tensor klDivergence(Tensor t, Tensor p) {
    Tensor target = Ops.clip(t, EPSILON, 1);
    Tensor ratio = Ops.divide(target, Ops.clip(p, EPSILON, 1));
    return Ops.sum(Ops.multiply(target, Ops.log(ratio)), -1);
  }

  /** The mean of {@code p - t log(p + 1e-7)}. */
  public static Tensor poisson(Tensor t, Tensor p) {
    return Ops.mean(Ops.subtract(p, Ops.multiply(t, Ops.log(Ops.add(p, EPSILON)))), -1);
  }

  /** The mean of {@code max(1 - t p, 0)}; targets of 0 and 1 only count as -1 and 1. */
  public static Tensor hinge(Tensor t, Tensor p) {
    return Ops.mean(Nn.relu(Ops.subtract(1, Ops.multiply(signs(t), p))), -1);
  }

  /** The mean of {@code max(1 - t p, 0)^2}; targets of 0 and 1 only count as -1 and 1. */
  public static Tensor squaredHinge(Tensor t, Tensor p) {
    return Ops.mean(Ops.square(Nn.relu(Ops.subtract(1, Ops.multiply(signs(t), p)))), -1);
  }

  private static Tensor signs(Tensor t) {
    Tensor binary = Ops.all(Ops.logicalOr(Ops.equal(t, 0), Ops.equal(t, 1)));
    return Ops.where(binary, Ops.subtract(Ops.multiply(t, 2), 1), t);
  }

  /** {@code max(max((1 - t) p) - sum(t p) + 1, 0)}. */
  public static Tensor categoricalHinge(Tensor t, Tensor p) {
    Tensor right = Ops.sum(Ops.multiply(t, p), -1);
    Tensor wrong = Ops.max(Ops.multiply(Ops.subtract(1, t), p), -1);
    return Nn.relu(Ops.add(Ops.subtract(wrong, right), 1));
  }

  /** The sum along an axis of the products of both, each of length 1 there. */
  public static Tensor cosine(Tensor t, Tensor p, int axis) {
    return Ops.sum(Ops.multiply(unit(t, axis), unit(p, axis)), axis);
  }

  private static Tensor unit(Tensor x, int axis) {
    Tensor squares = Ops.maximum(Ops.sumKeep(Ops.square(x), axis), EPSILON * EPSILON);
    return Ops.divide(x, Ops.sqrt(squares));
  }

  /**
   * The mean of {@code e^2 / 2} where {@code |e| <= delta}, else {@code delta |e| - delta^2 / 2}.
   */
  public static Tensor huber(Tensor t, Tensor p, double delta) {
    Tensor error = Ops.subtract(p, t);
    Tensor size = Ops.abs(error);
    Tensor small = Ops.multiply(Ops.square(error), 0.5);
    Tensor large = Ops.subtract(Ops.multiply(size, delta), delta * delta / 2);
    return Ops.mean(Ops.where(Ops.lessEqual(size, delta), small, large), -1);
  }

  /**
   * {@code 1 - sum(t p) / (sum(t p) + alpha fn + beta fp + 1e-7)} with {@code fp = sum((1 - t) p)}
   * and {@code fn = sum(t (1 - p))} over axes, all where none are given.
   */
  public static Tensor tversky(Tensor t, Tensor p, double alpha, double beta, int... axes) {
    Tensor both = Ops.sum(Ops.multiply(t, p), axes);
    Tensor onlyPredicted = Ops.sum(Ops.multiply(Ops.subtract(1, t), p), axes);
    Tensor onlyTrue = Ops.sum(Ops.multiply(t, Ops.subtract(1, p)), axes);
    Tensor missed = Ops.add(Ops.multiply(onlyTrue, alpha), Ops.multiply(onlyPredicted, beta));
    Tensor all = Ops.add(Ops.add(both, missed), EPSILON);
    return Ops.subtract(1, Ops.divide(both, all));
  }

  /** {@code 1 - 2 sum(t p) / (sum(t) + sum(p) + 1e-7)} over axes, all where none are given. */
  public static Tensor dice(Tensor t, Tensor p, int... axes) {
    Tensor both = Ops.multiply(Ops.sum(Ops.multiply(t, p), axes), 2);
    Tensor all = Ops.add(Ops.add(Ops.sum(t, axes), Ops.sum(p, axes)), EPSILON);
    return Ops.subtract(1, Ops.divide(both, all));
  }

  /** {@code (1 - p_c^q) / q} for the probability of the true class, by index {@code (batch)}. */
  public static Tensor generalizedCrossEntropy(Tensor t, Tensor p, double q) {
    Tensor index = Ops.cast(t, DataType.INT32);
    Tensor hot = Shapes.oneHot(index, p.dim(-1), p.dtype());
    Tensor right = Ops.sum(Ops.multiply(hot, p), -1);
    return Ops.divide(Ops.subtract(1, Ops.power(right, q)), q);
  }
}
