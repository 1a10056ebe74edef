package io.trihorn.ops;

import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.ShapeException;
import java.util.Arrays;

/** Activations and matrix products, under the names of {@code keras.ops.nn}. */
public final class Nn {
  private Nn() {}

  /** {@code 1 / (1 + e^-x)}. */
  public static Tensor sigmoid(Tensor x) {
    return Ops.unary(UnaryKind.SIGMOID, Ops.floating(x));
  }

  /** {@code max(x, 0)}; the gradient at 0 is 0. */
  public static Tensor relu(Tensor x) {
    return new Fusions.Relu().applyOne(x);
  }

  /** Softmax along an axis. */
  public static Tensor softmax(Tensor x, int axis) {
    return new Fusions.Softmax(Axes.normalize("softmax", axis, x.rank())).applyOne(Ops.floating(x));
  }

  /** The logarithm of softmax along an axis. */
  public static Tensor logSoftmax(Tensor x, int axis) {
    return new Fusions.LogSoftmax(Axes.normalize("logSoftmax", axis, x.rank()))
        .applyOne(Ops.floating(x));
  }

  /** {@code log(1 + e^x)}. */
  public static Tensor softplus(Tensor x) {
    return new Fusions.Softplus().applyOne(Ops.floating(x));
  }

  /**
   * Matrix product over the last two axes, other axes broadcast, as {@code keras.ops.matmul}: an
   * operand of rank 1 is a row on the left, a column on the right.
   */
  public static Tensor matmul(Tensor a, Tensor b) {
    return matmul(a, b, false, false);
  }

  /** {@link #matmul(Tensor, Tensor)} with the last two axes of an operand exchanged. */
  public static Tensor matmul(Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
    var dtype = DTypes.floating(DTypes.promote(a.dtype(), b.dtype()));
    return Products.matmul(Ops.cast(a, dtype), Ops.cast(b, dtype), transposeA, transposeB);
  }

  /** The sum of {@code x} and a bias along its channel axis. */
  public static Tensor biasAdd(Tensor x, Tensor bias, int channelAxis) {
    int axis = Axes.normalize("biasAdd", channelAxis, x.rank());
    if (bias.rank() != 1 || bias.dim(0) != x.dim(axis)) {
      throw new ShapeException(
          "biasAdd: " + bias.type() + " does not fit axis " + axis + " of " + x.type());
    }
    return Ops.add(x, alongAxis(bias, axis, x.rank()));
  }

  /**
   * A vector shaped so that it broadcasts along one axis, not negative, of tensors of this rank.
   */
  public static Tensor alongAxis(Tensor vector, int axis, int rank) {
    if (axis == rank - 1) {
      return vector;
    }
    long[] dims = new long[rank - axis];
    Arrays.fill(dims, 1);
    dims[0] = vector.dim(0);
    return Shapes.reshape(vector, dims);
  }
}
