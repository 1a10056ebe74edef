package io.trihorn.ops.linalg;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Axes;
import io.trihorn.ops.DTypes;
import io.trihorn.ops.Fusion;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Norms;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Statistics;
import io.trihorn.ops.Tensor;
import java.util.List;

/**
 * Linear algebra of matrices {@code (..., m, n)}, under the names of {@code keras.ops}. All are
 * loops of products over static shapes, meant for matrices of up to some hundred rows.
 */
public final class Linalg {
  private Linalg() {}

  /** The lower (or upper) triangular L with {@code L L' = x}; NaN where x is not positive. */
  public static Tensor cholesky(Tensor x, boolean upper) {
    Tensor lower = Factorizations.cholesky(Matrices.square("cholesky", x));
    return Matrices.unflat(upper ? Matrices.transposed(lower) : lower, x);
  }

  /** {@link #cholesky(Tensor, boolean)}, lower. */
  public static Tensor cholesky(Tensor x) {
    return cholesky(x, false);
  }

  /** The inverse of the matrix whose Cholesky factor x is. */
  public static Tensor choleskyInverse(Tensor x, boolean upper) {
    Tensor factor = Matrices.square("choleskyInverse", x);
    Tensor unit = Matrices.repeated(Matrices.unit(factor, factor.dim(-1)), factor.dim(0));
    Tensor inverse = new TriangularSolve(!upper).applyOne(factor, unit);
    return Matrices.unflat(Nn.matmul(inverse, inverse, !upper, upper), x);
  }

  /**
   * x with {@code a x = b} for triangular a.
   *
   * @param b {@code (..., n)} or {@code (..., n, k)}
   */
  public static Tensor solveTriangular(Tensor a, Tensor b, boolean lower) {
    return solved(new TriangularSolve(lower), a, b);
  }

  /**
   * x with {@code a x = b}.
   *
   * @param b {@code (..., n)} or {@code (..., n, k)}
   */
  public static Tensor solve(Tensor a, Tensor b) {
    return solved(new LinearSolve(), a, b);
  }

  private static Tensor solved(Fusion solver, Tensor a, Tensor b) {
    boolean vector = b.rank() == a.rank() - 1;
    DataType dtype = DTypes.floating(DTypes.promote(a.dtype(), b.dtype()));
    Tensor right = Ops.cast(vector ? Shapes.expandDims(b, -1) : b, dtype);
    Tensor left = Ops.cast(a, dtype);
    Tensor x = solver.applyOne(Matrices.square("solve", left), Matrices.flat("solve", right));
    Tensor whole = Matrices.unflat(x, right);
    return vector ? Shapes.squeeze(whole, -1) : whole;
  }

  /** The inverse. */
  public static Tensor inv(Tensor x) {
    Tensor a = Matrices.square("inv", x);
    Tensor unit = Matrices.repeated(Matrices.unit(a, a.dim(-1)), a.dim(0));
    return Matrices.unflat(new LinearSolve().applyOne(a, unit), x);
  }

  /**
   * Both triangular factors in one matrix, L's unit diagonal left out, and for each column the
   * int32 row that was exchanged with it.
   */
  public static List<Tensor> luFactor(Tensor x) {
    return Factorizations.lu(Matrices.flat("luFactor", x)).stream()
        .map(t -> Matrices.unflat(t, x))
        .toList();
  }

  /** The sign of the determinant, and the logarithm of its magnitude. */
  public static List<Tensor> slogdet(Tensor x) {
    List<Tensor> lu = luFactor(Ops.floating(x));
    Tensor diagonal = Matrices.diagonal(lu.get(0));
    Tensor sign = Ops.multiply(exchanges(lu), Ops.prod(Ops.sign(diagonal), -1));
    return List.of(sign, Ops.sum(Ops.log(Ops.abs(diagonal)), -1));
  }

  /** -1 for an odd number of exchanged rows, else 1. */
  private static Tensor exchanges(List<Tensor> lu) {
    Tensor own = Shapes.arange(lu.get(1), lu.get(1).dim(-1), DataType.INT32);
    Tensor moved = Ops.notEqual(lu.get(1), own);
    Tensor one = Shapes.full(lu.get(0), 1, lu.get(0).dtype());
    return Ops.prod(Ops.where(moved, Ops.negative(one), one), -1);
  }

  /** The determinant. */
  public static Tensor det(Tensor x) {
    List<Tensor> lu = luFactor(Matrices.unflat(Matrices.square("det", x), x));
    return Ops.multiply(exchanges(lu), Ops.prod(Matrices.diagonal(lu.get(0)), -1));
  }

  /** The logarithm of the determinant of positive definite matrices. */
  public static Tensor logdet(Tensor x) {
    return slogdet(x).get(1);
  }

  /**
   * Orthogonal Q and upper triangular R with {@code Q R = x}.
   *
   * @param mode {@code reduced}: Q {@code (..., m, k)} and R {@code (..., k, n)} for the smaller
   *     extent k; {@code complete}: Q {@code (..., m, m)} and R {@code (..., m, n)}
   */
  public static List<Tensor> qr(Tensor x, String mode) {
    List<Tensor> whole = Factorizations.qr(Matrices.flat("qr", x));
    long k = Math.min(x.dim(-2), x.dim(-1));
    boolean reduced = mode.equals("reduced");
    Tensor q = reduced ? Shapes.slice(whole.get(0), -1, 0, k) : whole.get(0);
    Tensor r = reduced ? Shapes.slice(whole.get(1), -2, 0, k) : whole.get(1);
    return List.of(Matrices.unflat(q, x), Matrices.unflat(r, x));
  }

  /** The rising eigenvalues of symmetric matrices, and their eigenvectors as columns. */
  public static List<Tensor> eigh(Tensor x) {
    return new Eigh()
        .apply(Matrices.square("eigh", x)).stream().map(t -> Matrices.unflat(t, x)).toList();
  }

  /** Thin: u {@code (batch, m, k)}, falling s {@code (batch, k)}, v {@code (batch, n, k)}. */
  private static List<Tensor> thin(Tensor a) {
    if (a.dim(-2) >= a.dim(-1)) {
      return new Svd().apply(a);
    }
    List<Tensor> turned = new Svd().apply(Matrices.transposed(a));
    return List.of(turned.get(2), turned.get(1), turned.get(0));
  }

  /**
   * Singular values: u, falling s {@code (..., k)} and v' with {@code u diag(s) v' = x}.
   *
   * @param fullMatrices whether u is {@code (..., m, m)} and v' {@code (..., n, n)}, else {@code
   *     (..., m, k)} and {@code (..., k, n)}; no gradient flows through what is added
   */
  public static List<Tensor> svd(Tensor x, boolean fullMatrices) {
    List<Tensor> parts = thin(Matrices.flat("svd", x));
    Tensor u = fullMatrices ? completed(parts.get(0)) : parts.get(0);
    Tensor v = fullMatrices ? completed(parts.get(2)) : parts.get(2);
    return List.of(
        Matrices.unflat(u, x),
        Matrices.unflat(parts.get(1), x),
        Matrices.unflat(Matrices.transposed(v), x));
  }

  /** The singular values alone. */
  public static Tensor svdvals(Tensor x) {
    return Matrices.unflat(thin(Matrices.flat("svd", x)).get(1), x);
  }

  /** Orthogonal columns with more of them, up to a square. */
  private static Tensor completed(Tensor columns) {
    long have = columns.dim(-1);
    if (have == columns.dim(-2)) {
      return columns;
    }
    Tensor q = Ops.stopGradient(Factorizations.qr(Ops.stopGradient(columns)).get(0));
    return Shapes.concatenate(List.of(columns, Shapes.slice(q, -1, have, q.dim(-1))), -1);
  }

  /** Moore and Penrose's inverse; singular values up to rcond times the largest count as 0. */
  public static Tensor pinv(Tensor x, double rcond) {
    Tensor a = Matrices.flat("pinv", x);
    List<Tensor> parts = thin(a);
    Tensor s = parts.get(1);
    Tensor counts = Ops.greater(s, Ops.multiply(Ops.maxKeep(s, -1), rcond));
    Tensor inverse = Ops.where(counts, Ops.divide(1, Ops.where(counts, s, 1)), 0);
    Tensor scaled = Ops.multiply(parts.get(2), Shapes.expandDims(inverse, -2));
    return Matrices.unflat(Nn.matmul(scaled, parts.get(0), false, true), x);
  }

  /** {@link #pinv(Tensor, double)} with 10 times the larger extent times the type's precision. */
  public static Tensor pinv(Tensor x) {
    return pinv(x, 10 * precision(x));
  }

  private static double precision(Tensor x) {
    DataType dtype = DTypes.floating(x.dtype());
    return Math.max(x.dim(-1), x.dim(-2)) * DTypes.epsilon(dtype);
  }

  /** The smallest x that makes {@code |a x - b|} smallest; b is {@code (m)} or {@code (m, k)}. */
  public static Tensor lstsq(Tensor a, Tensor b) {
    return Nn.matmul(pinv(a, precision(a)), b);
  }

  /** How many singular values are above a tolerance; int32. */
  public static Tensor matrixRank(Tensor x, double tolerance) {
    return Statistics.countNonzero(Ops.greater(svdvals(x), tolerance), -1);
  }

  /** {@link #matrixRank(Tensor, double)} for what rounding leaves of the largest. */
  public static Tensor matrixRank(Tensor x) {
    Tensor s = svdvals(x);
    Tensor tolerance = Ops.multiply(Ops.maxKeep(s, -1), precision(x));
    return Statistics.countNonzero(Ops.greater(s, tolerance), -1);
  }

  /** The root of the sum of squares over axes (all where none are given), which are dropped. */
  public static Tensor norm(Tensor x, int... axes) {
    return Norms.vector(x, 2, axes);
  }

  /** A norm of vectors along one axis, or of matrices over two; see Keras for the orders. */
  public static Tensor norm(Tensor x, double ord, int... axes) {
    int[] over = Axes.array("norm", x.rank(), axes);
    return over.length == 2 ? MatrixNorms.norm(last(x, over), ord) : Norms.vector(x, ord, over);
  }

  /** The norm of matrices over two axes by name: {@code fro} or {@code nuc}. */
  public static Tensor norm(Tensor x, String ord, int... axes) {
    int[] over = Axes.array("norm", x.rank(), axes);
    return ord.equals("nuc") ? Ops.sum(svdvals(last(x, over)), -1) : Norms.vector(x, 2, over);
  }

  private static Tensor last(Tensor x, int[] axes) {
    return Shapes.moveaxis(Shapes.moveaxis(x, axes[0], -1), axes[1] - 1, -1);
  }
}
