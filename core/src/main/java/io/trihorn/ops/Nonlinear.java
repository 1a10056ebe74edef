package io.trihorn.ops;

import java.util.List;

/** The formulas of the activations that are not ops of their own; all keep the shape of x. */
public final class Nonlinear {
  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double SELU_SCALE = 1.0507009873554805;

  private Nonlinear() {}

  /**
   * {@code x} above the threshold, {@code slope (x - threshold)} below, at most {@code max} where
   * that is not null.
   */
  public static Tensor relu(Tensor x, double slope, Double max, double threshold) {
    if (slope == 0 && max == null && threshold == 0) {
      return Nn.relu(x);
    }
    Tensor above = threshold == 0 ? Nn.relu(x) : Ops.where(Ops.greater(x, threshold), x, 0);
    Tensor cut = max == null ? above : Ops.minimum(above, max);
    if (slope == 0) {
      return cut;
    }
    return Ops.subtract(cut, Ops.multiply(Nn.relu(Ops.subtract(threshold, x)), slope));
  }

  /** {@code x} where it is not negative, else {@code slope x}. */
  public static Tensor leakyRelu(Tensor x, double slope) {
    return Ops.where(Ops.greaterEqual(x, 0), x, Ops.multiply(x, slope));
  }

  /** {@code min(max(x, 0), 6)}; the gradient at 0 and at 6 is 0. */
  public static Tensor relu6(Tensor x) {
    return new Fusions.Relu6().applyOne(x);
  }

  /** {@code x} where it is positive, else {@code alpha (e^x - 1)}. */
  public static Tensor elu(Tensor x, double alpha) {
    Tensor positive = Ops.greater(x, 0);
    Tensor below = Ops.multiply(Ops.expm1(Ops.where(positive, 0, x)), alpha);
    return Ops.where(positive, x, below);
  }

  /** {@link #elu} with the constants under which activations keep mean 0 and variance 1. */
  public static Tensor selu(Tensor x) {
    return Ops.multiply(elu(x, SELU_ALPHA), SELU_SCALE);
  }

  /** {@code max(x, 0) + alpha (e^(min(x, 0) / alpha) - 1)}. */
  public static Tensor celu(Tensor x, double alpha) {
    Tensor positive = Ops.greater(x, 0);
    Tensor below = Ops.expm1(Ops.divide(Ops.where(positive, 0, x), alpha));
    return Ops.where(positive, x, Ops.multiply(below, alpha));
  }

  /** {@code x P(X <= x)} for a standard normal X, by the error function or by a tanh near it. */
  public static Tensor gelu(Tensor x, boolean approximate) {
    Tensor share;
    if (approximate) {
      Tensor cube = Ops.multiply(Ops.multiply(Ops.square(x), x), 0.044715);
      share = Ops.tanh(Ops.multiply(Ops.add(x, cube), Math.sqrt(2 / Math.PI)));
    } else {
      share = Ops.erf(Ops.multiply(x, Math.sqrt(0.5)));
    }
    return Ops.multiply(Ops.multiply(x, 0.5), Ops.add(share, 1));
  }

  /** The first half along an axis times the sigmoid of the second; halves the axis. */
  public static Tensor glu(Tensor x, int axis) {
    List<Tensor> halves = Shapes.splitEqually(x, axis, 2);
    return Ops.multiply(halves.get(0), Nn.sigmoid(halves.get(1)));
  }

  /** {@code relu6(x + 3) / 6}. */
  public static Tensor hardSigmoid(Tensor x) {
    return Ops.divide(relu6(Ops.add(x, 3)), 6);
  }

  /** {@code 0.2 x + 0.5} between 0 and 1: what {@code hard_sigmoid} was in Keras 1 and 2. */
  public static Tensor keras2HardSigmoid(Tensor x) {
    return Ops.clip(Ops.add(Ops.multiply(x, 0.2), 0.5), 0, 1);
  }

  /** {@code x hardSigmoid(x)}. */
  public static Tensor hardSilu(Tensor x) {
    return Ops.multiply(x, hardSigmoid(x));
  }

  /** -1 below -1, 1 above 1, else {@code x}. */
  public static Tensor hardTanh(Tensor x) {
    Tensor low = Ops.where(Ops.less(x, -1), -1, x);
    return Ops.where(Ops.greater(x, 1), 1, low);
  }

  /** {@code x} where its magnitude is above the threshold, else 0. */
  public static Tensor hardShrink(Tensor x, double threshold) {
    return Ops.where(Ops.greater(Ops.abs(x), threshold), x, 0);
  }

  /** {@code x} moved towards 0 by the threshold, and 0 within it. */
  public static Tensor softShrink(Tensor x, double threshold) {
    Tensor below = Ops.where(Ops.less(x, -threshold), Ops.add(x, threshold), 0);
    return Ops.where(Ops.greater(x, threshold), Ops.subtract(x, threshold), below);
  }

  /** {@code log(1 / (1 + e^-x))}, without overflow. */
  public static Tensor logSigmoid(Tensor x) {
    return Ops.negative(Nn.softplus(Ops.negative(x)));
  }

  /** {@code x tanh(softplus(x))}. */
  public static Tensor mish(Tensor x) {
    return Ops.multiply(x, Ops.tanh(Nn.softplus(x)));
  }

  /** {@code x sigmoid(x)}. */
  public static Tensor silu(Tensor x) {
    return Ops.multiply(x, Nn.sigmoid(x));
  }

  /** {@code x / (1 + |x|)}. */
  public static Tensor softsign(Tensor x) {
    return Ops.divide(x, Ops.add(Ops.abs(x), 1));
  }

  /** 0 below -1, {@code x} above 1, {@code (x + 1)^2 / 4} between. */
  public static Tensor sparsePlus(Tensor x) {
    Tensor between = Ops.divide(Ops.square(Ops.add(x, 1)), 4);
    Tensor upper = Ops.where(Ops.greaterEqual(x, 1), x, between);
    return Ops.where(Ops.lessEqual(x, -1), 0, upper);
  }

  /** 0 below -1, 1 above 1, {@code (x + 1) / 2} between. */
  public static Tensor sparseSigmoid(Tensor x) {
    Tensor between = Ops.divide(Ops.add(x, 1), 2);
    Tensor upper = Ops.where(Ops.greaterEqual(x, 1), 1, between);
    return Ops.where(Ops.lessEqual(x, -1), 0, upper);
  }

  /** {@code (x + sqrt(x^2 + b)) / 2}. */
  public static Tensor squareplus(Tensor x, double b) {
    return Ops.divide(Ops.add(x, Ops.sqrt(Ops.add(Ops.square(x), b))), 2);
  }

  /** {@code x - tanh(x)}. */
  public static Tensor tanhShrink(Tensor x) {
    return Ops.subtract(x, Ops.tanh(x));
  }

  /** {@code x} above the threshold, else another value. */
  public static Tensor threshold(Tensor x, double threshold, double otherwise) {
    return Ops.where(Ops.greater(x, threshold), x, otherwise);
  }

  /** Softmax over several axes together. */
  public static Tensor softmax(Tensor x, List<Integer> axes) {
    if (axes.size() == 1) {
      return Nn.softmax(x, axes.get(0));
    }
    int[] over = axes.stream().mapToInt(Integer::intValue).toArray();
    Tensor e = Ops.exp(Ops.subtract(x, Ops.stopGradient(Ops.maxKeep(x, over))));
    return Ops.divide(e, Ops.sumKeep(e, over));
  }

  /**
   * {@code max(x - tau, 0)} with the threshold that Keras uses: the cumulative sums of the sorted
   * elements above it, added up, less 1, divided by their number. (In Martins and Astudillo, 2016,
   * it is the last of these sums, and results then add up to 1; numbers here are those of Keras.)
   */
  public static Tensor sparsemax(Tensor x, int axis) {
    Tensor rows = Shapes.moveaxis(x, axis, -1);
    int n = Math.toIntExact(rows.dim(-1));
    Tensor sorted = Shapes.topK(rows, n).get(0);
    Tensor sums = Ops.cumsum(sorted, -1);
    Tensor rank = Ops.add(Shapes.arange(x, n, x.dtype()), 1);
    Tensor inside = Ops.greater(Ops.multiply(rank, sorted), Ops.subtract(sums, 1));
    Tensor support = Ops.cast(inside, x.dtype());
    Tensor k = Ops.sumKeep(support, -1);
    Tensor total = Ops.sumKeep(Ops.multiply(support, sums), -1);
    Tensor tau = Ops.divide(Ops.subtract(total, 1), k);
    return Shapes.moveaxis(Nn.relu(Ops.subtract(rows, tau)), -1, axis);
  }
}
