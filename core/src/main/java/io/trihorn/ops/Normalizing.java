package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;

/** Normalizations and hot vectors, under the names of {@code keras.ops}. */
public final class Normalizing {
  private static final double EPSILON = 1e-7;

  private Normalizing() {}

  /**
   * {@code (x - mean) / sqrt(variance + epsilon) * scale + offset} along an axis; the statistics
   * and the optional scale and offset are vectors.
   */
  public static Tensor batchNormalization(
      Tensor x,
      Tensor mean,
      Tensor variance,
      int axis,
      Tensor offset,
      Tensor scale,
      double epsilon) {
    int a = Axes.normalize("batchNormalization", axis, x.rank());
    Tensor factor = Ops.rsqrt(Ops.add(variance, epsilon));
    factor = scale == null ? factor : Ops.multiply(factor, scale);
    Tensor away = Ops.subtract(x, Nn.alongAxis(mean, a, x.rank()));
    Tensor y = Ops.multiply(away, Nn.alongAxis(factor, a, x.rank()));
    return offset == null ? y : Ops.add(y, Nn.alongAxis(offset, a, x.rank()));
  }

  /**
   * Mean 0 and variance 1 over axes, then times gamma plus beta, which have the extents of the axes
   * and may be null.
   */
  public static Tensor layerNormalization(
      Tensor x, Tensor gamma, Tensor beta, double epsilon, int... axes) {
    int[] over = Axes.array("layerNormalization", x.rank(), axes);
    Tensor y = Standardize.apply(Ops.floating(x), epsilon, true, over);
    y = gamma == null ? y : Ops.multiply(y, spread(gamma, x, over));
    return beta == null ? y : Ops.add(y, spread(beta, x, over));
  }

  /** {@code x / sqrt(mean(x^2) + epsilon)} over axes, times scale, which may be null. */
  public static Tensor rmsNormalization(Tensor x, Tensor scale, double epsilon, int... axes) {
    int[] over = Axes.array("rmsNormalization", x.rank(), axes);
    Tensor y = Standardize.apply(Ops.floating(x), epsilon, false, over);
    return scale == null ? y : Ops.multiply(y, spread(scale, x, over));
  }

  private static Tensor spread(Tensor weights, Tensor x, int[] axes) {
    long[] dims = new long[x.rank()];
    Arrays.fill(dims, 1);
    for (int axis : axes) {
      dims[axis] = x.dim(axis);
    }
    return Shapes.reshape(weights, dims);
  }

  /** Vectors along an axis divided by their norm of an order, which counts as at least 1e-7. */
  public static Tensor normalize(Tensor x, int axis, double order) {
    Tensor f = Ops.floating(x);
    Tensor norm = Shapes.expandDims(Norms.vector(f, order, axis), axis);
    return Ops.divide(f, Ops.maximum(norm, EPSILON));
  }

  /** Ones where a class index stands and zeros elsewhere, along a new axis. */
  public static Tensor oneHot(Tensor x, long classes, int axis, DataType dtype) {
    return Shapes.moveaxis(Shapes.oneHot(x, classes, dtype), -1, axis);
  }

  /**
   * Ones at all classes that occur in a row {@code (batch, n)}, or in a vector: {@code (batch,
   * classes)} or {@code (classes)}.
   */
  public static Tensor multiHot(Tensor x, long classes, DataType dtype) {
    return Ops.max(Shapes.oneHot(x, classes, dtype), x.rank() > 1 ? 1 : 0);
  }

  /** Conversion to a type in which numbers out of its range count as the nearest one. */
  public static Tensor saturateCast(Tensor x, DataType dtype) {
    double[] range =
        switch (dtype) {
          case INT8 -> new double[] {Byte.MIN_VALUE, Byte.MAX_VALUE};
          case UINT8 -> new double[] {0, 255};
          case INT32 -> new double[] {Integer.MIN_VALUE, Integer.MAX_VALUE};
          default -> null;
        };
    if (range == null || x.dtype() == DataType.BOOLEAN) {
      return Ops.cast(x, dtype);
    }
    if (dtype == DataType.INT32 && x.dtype().isFloating()) {
      // float32 has no 2^31 - 1, so the upper end is chosen after the conversion.
      Tensor inner = Ops.cast(Ops.clip(x, range[0], 0x7fffff80), dtype);
      Tensor top = inner.scalar(Integer.MAX_VALUE);
      return Ops.where(Ops.greaterEqual(x, 0x1p31), top, inner);
    }
    return Ops.cast(Ops.clip(x, range[0], range[1]), dtype);
  }

  /** The ratio of a signal's peak to the noise between two signals, in decibels; a scalar. */
  public static Tensor psnr(Tensor x, Tensor y, double maxVal) {
    Tensor error = Ops.mean(Ops.square(Ops.subtract(x, y)));
    return Ops.subtract(20 * Math.log10(maxVal), Ops.multiply(Special.log10(error), 10));
  }
}
