package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

/**
 * New tensors in a tensor's graph, and parts of matrices, under the names of {@code keras.ops}. The
 * tensor {@code like} only says which graph is meant.
 */
public final class Creation {
  private Creation() {}

  /** Zeros. */
  public static Tensor zeros(Tensor like, DataType dtype, long... dims) {
    return Shapes.full(like, 0, dtype, dims);
  }

  /** Ones. */
  public static Tensor ones(Tensor like, DataType dtype, long... dims) {
    return Shapes.full(like, 1, dtype, dims);
  }

  /** Zeros, as {@code keras.ops.empty}, which promises nothing of the elements. */
  public static Tensor empty(Tensor like, DataType dtype, long... dims) {
    return zeros(like, dtype, dims);
  }

  /** Zeros of a tensor's type, as {@code keras.ops.empty_like}. */
  public static Tensor emptyLike(Tensor x) {
    return Shapes.zerosLike(x);
  }

  /** One value in a tensor's type. */
  public static Tensor fullLike(Tensor x, double value) {
    return Shapes.full(x, value, x.dtype(), x.type().dims());
  }

  /** A vector of computed constants. */
  static Tensor vector(Tensor like, DataType dtype, long n, IntToDoubleFunction value) {
    TensorData data = TensorData.zeros(TensorType.of(dtype, n));
    for (int i = 0; i < n; i++) {
      data.setDouble(i, value.applyAsDouble(i));
    }
    return like.constant(data);
  }

  /** {@code start, start + step, ...} below {@code stop} (above it, where the step is negative). */
  public static Tensor arange(Tensor like, double start, double stop, double step, DataType dtype) {
    long n = Math.max(0, (long) Math.ceil((stop - start) / step));
    return vector(like, dtype, n, i -> start + i * step);
  }

  /** Numbers at equal distances from start to stop, which is the last if it belongs to them. */
  public static Tensor linspace(
      Tensor like, double start, double stop, int num, boolean endpoint, DataType dtype) {
    double step = (stop - start) / Math.max(1, endpoint ? num - 1 : num);
    return vector(
        like, dtype, num, i -> endpoint && i == num - 1 && i > 0 ? stop : start + i * step);
  }

  /** A base to the powers from start to stop at equal distances. */
  public static Tensor logspace(
      Tensor like,
      double start,
      double stop,
      int num,
      boolean endpoint,
      double base,
      DataType dtype) {
    double step = (stop - start) / Math.max(1, endpoint ? num - 1 : num);
    return vector(like, dtype, num, i -> Math.pow(base, start + i * step));
  }

  /** Numbers of equal ratios from start to stop, both of one sign. */
  public static Tensor geomspace(
      Tensor like, double start, double stop, int num, boolean endpoint, DataType dtype) {
    double ratio = Math.log(stop / start) / Math.max(1, endpoint ? num - 1 : num);
    return vector(
        like,
        dtype,
        num,
        i -> endpoint && i == num - 1 && i > 0 ? stop : start * Math.exp(i * ratio));
  }

  /** Ones on the k-th diagonal of {@code (rows, columns)}, zeros elsewhere. */
  public static Tensor eye(Tensor like, long rows, long columns, int k, DataType dtype) {
    Tensor row = Shapes.arange(like, rows, DataType.INT32);
    Tensor column = Shapes.arange(like, columns, DataType.INT32);
    return Ops.cast(Ops.equal(Ops.add(Shapes.expandDims(row, 1), k), column), dtype);
  }

  /** The unit matrix {@code (n, n)}. */
  public static Tensor identity(Tensor like, long n, DataType dtype) {
    return eye(like, n, n, 0, dtype);
  }

  /** Ones on and below the k-th diagonal of {@code (rows, columns)}, zeros above. */
  public static Tensor tri(Tensor like, long rows, long columns, int k, DataType dtype) {
    return Ops.cast(below(like, rows, columns, k), dtype);
  }

  private static Tensor below(Tensor like, long rows, long columns, int k) {
    Tensor row = Shapes.arange(like, rows, DataType.INT32);
    Tensor column = Shapes.arange(like, columns, DataType.INT32);
    return Ops.lessEqual(column, Shapes.expandDims(Ops.add(row, k), 1));
  }

  /** Matrices (the last two axes) with zeros above the k-th diagonal. */
  public static Tensor tril(Tensor x, int k) {
    Tensor zero = x.scalar(0);
    return Ops.where(below(x, x.dim(-2), x.dim(-1), k), x, zero);
  }

  /** Matrices (the last two axes) with zeros below the k-th diagonal. */
  public static Tensor triu(Tensor x, int k) {
    Tensor zero = x.scalar(0);
    return Ops.where(below(x, x.dim(-2), x.dim(-1), k - 1), zero, x);
  }

  /** A vector as the k-th diagonal of a matrix of zeros; of a matrix its k-th diagonal. */
  public static Tensor diag(Tensor x, int k) {
    if (x.rank() == 2) {
      return diagonal(x, k, 0, 1);
    }
    if (x.rank() != 1) {
      throw new ShapeException("diag: expected a vector or a matrix, but got " + x.type());
    }
    long n = x.dim(0) + Math.abs(k);
    long low = Math.max(-k, 0);
    long high = Math.max(k, 0);
    Tensor column = Shapes.expandDims(x, 1);
    Tensor tall = Shapes.pad(column, new long[] {low, 0}, new long[] {high, 0}, 0);
    return Ops.where(eye(x, n, n, k, DataType.BOOLEAN), tall, x.scalar(0));
  }

  /** All elements as the k-th diagonal of a matrix of zeros. */
  public static Tensor diagflat(Tensor x, int k) {
    return diag(Joining.ravel(x), k);
  }

  /** The diagonals of the matrices that two axes hold, as the last axis. */
  public static Tensor diagonal(Tensor x, int offset, int axis1, int axis2) {
    int a = Axes.normalize("diagonal", axis1, x.rank());
    int b = Axes.normalize("diagonal", axis2, x.rank());
    Tensor m = Shapes.moveaxis(Shapes.moveaxis(x, a, -1), b > a ? b - 1 : b, -1);
    long rows = m.dim(-2);
    long columns = m.dim(-1);
    long top = Math.max(-offset, 0);
    long left = Math.max(offset, 0);
    long n = Math.max(0, Math.min(rows - top, columns - left));
    long[] flat = Arrays.copyOf(m.type().dims(), m.rank() - 1);
    flat[flat.length - 1] = rows * columns;
    Tensor places = vector(x, DataType.INT32, n, i -> (top + i) * columns + left + i);
    return Shapes.take(Shapes.reshape(m, flat), places, -1);
  }

  /** The sums of the diagonals of the matrices that two axes hold. */
  public static Tensor trace(Tensor x, int offset, int axis1, int axis2) {
    return Ops.sum(diagonal(x, offset, axis1, axis2), -1);
  }

  /** The powers of each element of a vector, falling unless they should rise: {@code (n, m)}. */
  public static Tensor vander(Tensor x, int columns, boolean increasing) {
    Tensor ones = Shapes.onesLike(x);
    List<Tensor> powers = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      powers.add(i == 0 ? ones : Ops.multiply(powers.get(i - 1), x));
    }
    if (!increasing) {
      Collections.reverse(powers);
    }
    return Shapes.stack(powers, 1);
  }

  /** Bartlett's window, a triangle. */
  public static Tensor bartlett(Tensor like, int n, DataType dtype) {
    return window(like, n, dtype, x -> 1 - Math.abs(2 * x - 1));
  }

  /** Blackman's window. */
  public static Tensor blackman(Tensor like, int n, DataType dtype) {
    return window(
        like,
        n,
        dtype,
        x -> 0.42 - 0.5 * Math.cos(2 * Math.PI * x) + 0.08 * Math.cos(4 * Math.PI * x));
  }

  /** Hamming's window. */
  public static Tensor hamming(Tensor like, int n, DataType dtype) {
    return window(like, n, dtype, x -> 0.54 - 0.46 * Math.cos(2 * Math.PI * x));
  }

  /** Hann's window. */
  public static Tensor hanning(Tensor like, int n, DataType dtype) {
    return window(like, n, dtype, x -> 0.5 - 0.5 * Math.cos(2 * Math.PI * x));
  }

  /** Kaiser's window of a shape parameter. */
  public static Tensor kaiser(Tensor like, int n, double beta, DataType dtype) {
    return window(
        like,
        n,
        dtype,
        x -> bessel(beta * Math.sqrt(Math.max(0, 1 - (2 * x - 1) * (2 * x - 1)))) / bessel(beta));
  }

  private static Tensor window(Tensor like, int n, DataType dtype, DoubleUnaryOperator shape) {
    return vector(like, dtype, n, i -> n == 1 ? 1 : shape.applyAsDouble((double) i / (n - 1)));
  }

  /** The power series of the modified Bessel function of order 0. */
  private static double bessel(double x) {
    double term = 1;
    double sum = 1;
    for (int k = 1; term > sum * 1e-17; k++) {
      term *= x * x / (4.0 * k * k);
      sum += term;
    }
    return sum;
  }
}
