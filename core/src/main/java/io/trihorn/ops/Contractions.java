package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import java.util.List;
import java.util.stream.IntStream;

/** Sums of products, under the names of {@code keras.ops}. */
public final class Contractions {
  private Contractions() {}

  /**
   * The matrix product as {@link Nn#matmul(Tensor, Tensor)}, of whole numbers in their own type; of
   * two int8 tensors in int32.
   */
  public static Tensor matmul(Tensor x, Tensor y) {
    DataType dtype = DTypes.promote(x.dtype(), y.dtype());
    if (dtype.isFloating()) {
      return Nn.matmul(x, y);
    }
    // Engines multiply matrices of floats; in float64 what fits 53 bits is exact.
    Tensor wide = Nn.matmul(Ops.cast(x, DataType.FLOAT64), Ops.cast(y, DataType.FLOAT64));
    boolean bytes = x.dtype() == DataType.INT8 && y.dtype() == DataType.INT8;
    return Ops.cast(wide, bytes ? DataType.INT32 : dtype);
  }

  /** As NumPy's: the last axis of x with the last but one of y; of scalars the product. */
  public static Tensor dot(Tensor x, Tensor y) {
    if (x.rank() == 0 || y.rank() == 0) {
      return Ops.multiply(x, y);
    }
    int last = x.rank() - 1;
    return tensordot(x, y, new int[] {last}, new int[] {Math.max(0, y.rank() - 2)});
  }

  /** The sum of the products of all elements in order. */
  public static Tensor vdot(Tensor x, Tensor y) {
    return Ops.sum(Ops.multiply(Joining.ravel(x), Joining.ravel(y)));
  }

  /** The products along the last axes of both, summed up. */
  public static Tensor inner(Tensor x, Tensor y) {
    if (x.rank() == 0 || y.rank() == 0) {
      return Ops.multiply(x, y);
    }
    return tensordot(x, y, new int[] {x.rank() - 1}, new int[] {y.rank() - 1});
  }

  /** The product of each element of x with each of y: {@code (size of x, size of y)}. */
  public static Tensor outer(Tensor x, Tensor y) {
    return Ops.multiply(Shapes.expandDims(Joining.ravel(x), 1), Joining.ravel(y));
  }

  /** The products over the last axes of x and as many first axes of y, summed up. */
  public static Tensor tensordot(Tensor x, Tensor y, int axes) {
    return tensordot(
        x,
        y,
        IntStream.range(x.rank() - axes, x.rank()).toArray(),
        IntStream.range(0, axes).toArray());
  }

  /** The products over pairs of axes, summed up: the other axes of x, then those of y. */
  public static Tensor tensordot(Tensor x, Tensor y, int[] xAxes, int[] yAxes) {
    List<Integer> a = axes(xAxes, x.rank());
    List<Integer> b = axes(yAxes, y.rank());
    long inner = 1;
    for (int i = 0; i < a.size(); i++) {
      if (x.dim(a.get(i)) != y.dim(b.get(i))) {
        throw new ShapeException(
            "tensordot: axes "
                + a
                + " of "
                + x.type()
                + " do not fit axes "
                + b
                + " of "
                + y.type());
      }
      inner *= x.dim(a.get(i));
    }
    int[] xFree = IntStream.range(0, x.rank()).filter(i -> !a.contains(i)).toArray();
    int[] yFree = IntStream.range(0, y.rank()).filter(i -> !b.contains(i)).toArray();
    long[] dims = new long[xFree.length + yFree.length];
    long rows = 1;
    long columns = 1;
    for (int i = 0; i < xFree.length; i++) {
      dims[i] = x.dim(xFree[i]);
      rows *= dims[i];
    }
    for (int i = 0; i < yFree.length; i++) {
      dims[xFree.length + i] = y.dim(yFree[i]);
      columns *= y.dim(yFree[i]);
    }
    Tensor left = Shapes.transpose(x, joined(xFree, a));
    Tensor right = Shapes.transpose(y, joined(b, yFree));
    Tensor product =
        product(Shapes.reshape(left, rows, inner), Shapes.reshape(right, inner, columns));
    return Shapes.reshape(product, dims);
  }

  /** A matrix product in the operands' own type, integers too. */
  private static Tensor product(Tensor a, Tensor b) {
    DataType dtype = DTypes.promote(a.dtype(), b.dtype());
    if (dtype.isFloating()) {
      return Nn.matmul(a, b);
    }
    return Ops.sum(Ops.multiply(Shapes.expandDims(a, 2), Shapes.expandDims(b, 0)), 1);
  }

  private static List<Integer> axes(int[] axes, int rank) {
    return IntStream.of(axes).map(a -> Axes.normalize("tensordot", a, rank)).boxed().toList();
  }

  private static int[] joined(int[] first, List<Integer> second) {
    return IntStream.concat(IntStream.of(first), second.stream().mapToInt(i -> i)).toArray();
  }

  private static int[] joined(List<Integer> first, int[] second) {
    return IntStream.concat(first.stream().mapToInt(i -> i), IntStream.of(second)).toArray();
  }

  /** Kronecker's product: each element of x times the whole of y. */
  public static Tensor kron(Tensor x, Tensor y) {
    int rank = Math.max(x.rank(), y.rank());
    long[] left = new long[2 * rank];
    long[] right = new long[2 * rank];
    long[] dims = new long[rank];
    for (int i = 0; i < rank; i++) {
      long a = i < rank - x.rank() ? 1 : x.dim(i - rank + x.rank());
      long b = i < rank - y.rank() ? 1 : y.dim(i - rank + y.rank());
      left[2 * i] = a;
      left[2 * i + 1] = 1;
      right[2 * i] = 1;
      right[2 * i + 1] = b;
      dims[i] = a * b;
    }
    return Shapes.reshape(Ops.multiply(Shapes.reshape(x, left), Shapes.reshape(y, right)), dims);
  }

  /** The cross product along the last axis, of extent 3 (or 2, which gives the third component). */
  public static Tensor cross(Tensor x, Tensor y) {
    if (x.dim(-1) == 2 && y.dim(-1) == 2) {
      return crossed(x, y, 0, 1);
    }
    Tensor a = padded(x);
    Tensor b = padded(y);
    return Shapes.stack(List.of(crossed(a, b, 1, 2), crossed(a, b, 2, 0), crossed(a, b, 0, 1)), -1);
  }

  private static Tensor padded(Tensor x) {
    if (x.dim(-1) == 3) {
      return x;
    }
    if (x.dim(-1) != 2) {
      throw new ShapeException("cross: the last axis has extent 2 or 3, not as in " + x.type());
    }
    long[] high = new long[x.rank()];
    high[x.rank() - 1] = 1;
    return Shapes.pad(x, new long[x.rank()], high, 0);
  }

  private static Tensor crossed(Tensor x, Tensor y, int i, int j) {
    Tensor first = Ops.multiply(Shapes.index(x, -1, i), Shapes.index(y, -1, j));
    return Ops.subtract(first, Ops.multiply(Shapes.index(x, -1, j), Shapes.index(y, -1, i)));
  }

  /** The distances between the rows of {@code (..., n, d)} and {@code (..., m, d)}. */
  public static Tensor cdist(Tensor x, Tensor y, double p) {
    Tensor difference = Ops.subtract(Shapes.expandDims(x, -2), Shapes.expandDims(y, -3));
    return Norms.vector(difference, p, -1);
  }

  /** Einstein's summation of any number of operands, as {@code keras.ops.einsum}. */
  public static Tensor einsum(String equation, Tensor... operands) {
    return EinsumPath.apply(equation, operands);
  }
}
