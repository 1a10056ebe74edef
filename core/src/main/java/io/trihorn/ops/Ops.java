package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Op;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.ShapeException;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Elementwise functions, comparisons and reductions of tensors, under the names of {@code
 * keras.ops} in Java's spelling. Operands of different element types are promoted as {@link DTypes}
 * says; Java numbers take the element type of the tensor beside them. Errors are {@link
 * ShapeException}s.
 */
public final class Ops {
  private Ops() {}

  static Tensor unary(UnaryKind kind, Tensor x) {
    return x.with(x.primitives().unary(kind, x.value()));
  }

  static Tensor binary(BinaryKind kind, Tensor x, Tensor y) {
    DataType dtype = DTypes.promote(x.dtype(), y.dtype());
    return x.with(x.primitives().binary(kind, cast(x, dtype).value(), cast(y, dtype).value()));
  }

  /**
   * A number beside a tensor: of its element type, or a float where an integer would cut it short.
   */
  static Tensor weak(Tensor x, double y) {
    boolean fits = x.dtype().isFloating() || (x.dtype() != DataType.BOOLEAN && y == Math.rint(y));
    return x.scalar(fits ? x.dtype() : DataType.FLOAT32, y);
  }

  /** The tensor, or as float32 where it has no floats. */
  public static Tensor floating(Tensor x) {
    return cast(x, DTypes.floating(x.dtype()));
  }

  /** Conversion to an element type; floats to integers truncate towards zero. */
  public static Tensor cast(Tensor x, DataType dtype) {
    return x.with(x.primitives().cast(x.value(), dtype));
  }

  /** {@code -x}. */
  public static Tensor negative(Tensor x) {
    return unary(UnaryKind.NEG, x);
  }

  /** {@code |x|}. */
  public static Tensor abs(Tensor x) {
    return unary(UnaryKind.ABS, x);
  }

  /** -1, 0 or 1. */
  public static Tensor sign(Tensor x) {
    return unary(UnaryKind.SIGN, x);
  }

  /** {@code e^x}. */
  public static Tensor exp(Tensor x) {
    return unary(UnaryKind.EXP, floating(x));
  }

  /** {@code e^x - 1}, accurate near 0. */
  public static Tensor expm1(Tensor x) {
    return unary(UnaryKind.EXPM1, floating(x));
  }

  /**
   * Natural logarithm. That of a softmax, a sigmoid, an exponential or {@code 1 + x} is computed
   * from what these are made of, which neither overflows nor loses small numbers.
   */
  public static Tensor log(Tensor x) {
    return Logarithms.without(x).orElseGet(() -> unary(UnaryKind.LOG, floating(x)));
  }

  /** {@code log(1 + x)}, accurate near 0. */
  public static Tensor log1p(Tensor x) {
    return unary(UnaryKind.LOG1P, floating(x));
  }

  /** Square root. */
  public static Tensor sqrt(Tensor x) {
    return unary(UnaryKind.SQRT, floating(x));
  }

  /** Sine, of radians. */
  public static Tensor sin(Tensor x) {
    return unary(UnaryKind.SIN, floating(x));
  }

  /** Cosine, of radians. */
  public static Tensor cos(Tensor x) {
    return unary(UnaryKind.COS, floating(x));
  }

  /** Arc tangent, in radians. */
  public static Tensor arctan(Tensor x) {
    return unary(UnaryKind.ATAN, floating(x));
  }

  /** Hyperbolic tangent. */
  public static Tensor tanh(Tensor x) {
    return unary(UnaryKind.TANH, floating(x));
  }

  /** The error function. */
  public static Tensor erf(Tensor x) {
    return unary(UnaryKind.ERF, floating(x));
  }

  /** Largest integer not above {@code x}. */
  public static Tensor floor(Tensor x) {
    return unary(UnaryKind.FLOOR, floating(x));
  }

  /** Smallest integer not below {@code x}. */
  public static Tensor ceil(Tensor x) {
    return unary(UnaryKind.CEIL, floating(x));
  }

  /** Nearest integer, halves to even. */
  public static Tensor round(Tensor x) {
    return unary(UnaryKind.ROUND, floating(x));
  }

  /** {@code x + y}; broadcast, with operands promoted to one element type. */
  public static Tensor add(Tensor x, Tensor y) {
    return binary(BinaryKind.ADD, x, y);
  }

  /** {@code x + y}. */
  public static Tensor add(Tensor x, double y) {
    return add(x, weak(x, y));
  }

  /** {@code x - y}; broadcast, with operands promoted to one element type. */
  public static Tensor subtract(Tensor x, Tensor y) {
    return binary(BinaryKind.SUB, x, y);
  }

  /** {@code x - y}. */
  public static Tensor subtract(Tensor x, double y) {
    return subtract(x, weak(x, y));
  }

  /** {@code x * y}; broadcast, with operands promoted to one element type. */
  public static Tensor multiply(Tensor x, Tensor y) {
    return binary(BinaryKind.MUL, x, y);
  }

  /** {@code x * y}. */
  public static Tensor multiply(Tensor x, double y) {
    return multiply(x, weak(x, y));
  }

  /** The larger; NaN if either is NaN; broadcast, with operands promoted to one element type. */
  public static Tensor maximum(Tensor x, Tensor y) {
    return binary(BinaryKind.MAX, x, y);
  }

  /** The larger; NaN if either is NaN. */
  public static Tensor maximum(Tensor x, double y) {
    return maximum(x, weak(x, y));
  }

  /** The smaller; NaN if either is NaN; broadcast, with operands promoted to one element type. */
  public static Tensor minimum(Tensor x, Tensor y) {
    return binary(BinaryKind.MIN, x, y);
  }

  /** The smaller; NaN if either is NaN. */
  public static Tensor minimum(Tensor x, double y) {
    return minimum(x, weak(x, y));
  }

  /** {@code x == y}; broadcast, with operands promoted to one element type. */
  public static Tensor equal(Tensor x, Tensor y) {
    return binary(BinaryKind.EQUAL, x, y);
  }

  /** {@code x == y}. */
  public static Tensor equal(Tensor x, double y) {
    return equal(x, weak(x, y));
  }

  /** {@code x < y}; broadcast, with operands promoted to one element type. */
  public static Tensor less(Tensor x, Tensor y) {
    return binary(BinaryKind.LESS, x, y);
  }

  /** {@code x < y}. */
  public static Tensor less(Tensor x, double y) {
    return less(x, weak(x, y));
  }

  /** {@code x <= y}; broadcast, with operands promoted to one element type. */
  public static Tensor lessEqual(Tensor x, Tensor y) {
    return binary(BinaryKind.LESS_EQUAL, x, y);
  }

  /** {@code x <= y}. */
  public static Tensor lessEqual(Tensor x, double y) {
    return lessEqual(x, weak(x, y));
  }

  /** {@code x / y}, in floats. */
  public static Tensor divide(Tensor x, Tensor y) {
    return binary(BinaryKind.DIV, floating(x), floating(y));
  }

  /** {@code x / y}, in floats. */
  public static Tensor divide(Tensor x, double y) {
    return divide(x, floating(x).scalar(y));
  }

  /** {@code c - x}. */
  public static Tensor subtract(double c, Tensor x) {
    return subtract(weak(x, c), x);
  }

  /** {@code c / x}, in floats. */
  public static Tensor divide(double c, Tensor x) {
    return divide(floating(x).scalar(c), x);
  }

  /** {@code x^y}, in floats. */
  public static Tensor power(Tensor x, Tensor y) {
    return binary(BinaryKind.POW, floating(x), floating(y));
  }

  /** {@code x^y}, in floats. */
  public static Tensor power(Tensor x, double y) {
    return power(x, floating(x).scalar(y));
  }

  /** {@code x * x}. */
  public static Tensor square(Tensor x) {
    return multiply(x, x);
  }

  /** {@code 1 / x}. */
  public static Tensor reciprocal(Tensor x) {
    return divide(1, x);
  }

  /** {@code 1 / sqrt(x)}. */
  public static Tensor rsqrt(Tensor x) {
    return divide(1, sqrt(x));
  }

  /** {@code x != y}. */
  public static Tensor notEqual(Tensor x, Tensor y) {
    return logicalNot(equal(x, y));
  }

  /** {@code x != y}. */
  public static Tensor notEqual(Tensor x, double y) {
    return notEqual(x, weak(x, y));
  }

  /** {@code x > y}. */
  public static Tensor greater(Tensor x, Tensor y) {
    return less(y, x);
  }

  /** {@code x > y}. */
  public static Tensor greater(Tensor x, double y) {
    return less(weak(x, y), x);
  }

  /** {@code x >= y}. */
  public static Tensor greaterEqual(Tensor x, Tensor y) {
    return lessEqual(y, x);
  }

  /** {@code x >= y}. */
  public static Tensor greaterEqual(Tensor x, double y) {
    return lessEqual(weak(x, y), x);
  }

  /** Whether a value is NaN. */
  public static Tensor isnan(Tensor x) {
    return unary(UnaryKind.IS_NAN, floating(x));
  }

  /** Logical not of booleans, or of {@code x != 0}. */
  public static Tensor logicalNot(Tensor x) {
    return unary(UnaryKind.NOT, cast(x, DataType.BOOLEAN));
  }

  /** Logical and of booleans, or of {@code x != 0}. */
  public static Tensor logicalAnd(Tensor x, Tensor y) {
    return binary(BinaryKind.AND, cast(x, DataType.BOOLEAN), cast(y, DataType.BOOLEAN));
  }

  /** Logical or of booleans, or of {@code x != 0}. */
  public static Tensor logicalOr(Tensor x, Tensor y) {
    return binary(BinaryKind.OR, cast(x, DataType.BOOLEAN), cast(y, DataType.BOOLEAN));
  }

  /** {@code condition ? x : y}, broadcast. */
  public static Tensor where(Tensor condition, Tensor x, Tensor y) {
    DataType dtype = DTypes.promote(x.dtype(), y.dtype());
    Tensor c = cast(condition, DataType.BOOLEAN);
    return x.with(x.primitives().where(c.value(), cast(x, dtype).value(), cast(y, dtype).value()));
  }

  /** {@code condition ? x : y}, broadcast. */
  public static Tensor where(Tensor condition, Tensor x, double y) {
    return where(condition, x, weak(x, y));
  }

  /** {@code condition ? x : y}, broadcast. */
  public static Tensor where(Tensor condition, double x, Tensor y) {
    return where(condition, weak(y, x), y);
  }

  /** {@code x} held between two bounds. */
  public static Tensor clip(Tensor x, double low, double high) {
    return minimum(maximum(x, low), high);
  }

  /** The value, through which no gradient flows. */
  public static Tensor stopGradient(Tensor x) {
    return x.with(x.builder().add(new StopGradient(), x.value()));
  }

  /** The sum of several tensors. */
  public static Tensor addAll(List<Tensor> xs) {
    return xs.stream().reduce(Ops::add).orElseThrow();
  }

  private static Tensor reduce(ReduceKind kind, Tensor x, boolean keepDims, int... axes) {
    String name = kind.name().toLowerCase(Locale.ROOT);
    List<Integer> list = Axes.of(name, x.rank(), axes);
    return x.with(x.primitives().reduce(kind, x.value(), list, keepDims));
  }

  private static Tensor number(Tensor x) {
    return x.dtype() == DataType.BOOLEAN ? cast(x, DataType.INT32) : x;
  }

  /** Sum over axes (all where none are given), which are dropped. */
  public static Tensor sum(Tensor x, int... axes) {
    return reduce(ReduceKind.SUM, number(x), false, axes);
  }

  /** Sum over axes, which stay with extent 1. */
  public static Tensor sumKeep(Tensor x, int... axes) {
    return reduce(ReduceKind.SUM, number(x), true, axes);
  }

  /** Mean over axes (all where none are given), which are dropped. */
  public static Tensor mean(Tensor x, int... axes) {
    return reduce(ReduceKind.MEAN, floating(x), false, axes);
  }

  /** Mean over axes, which stay with extent 1. */
  public static Tensor meanKeep(Tensor x, int... axes) {
    return reduce(ReduceKind.MEAN, floating(x), true, axes);
  }

  /** Largest over axes (all where none are given), which are dropped. */
  public static Tensor max(Tensor x, int... axes) {
    return reduce(ReduceKind.MAX, x, false, axes);
  }

  /** Largest over axes, which stay with extent 1. */
  public static Tensor maxKeep(Tensor x, int... axes) {
    return reduce(ReduceKind.MAX, x, true, axes);
  }

  /** Smallest over axes (all where none are given), which are dropped. */
  public static Tensor min(Tensor x, int... axes) {
    return reduce(ReduceKind.MIN, x, false, axes);
  }

  /** Smallest over axes, which stay with extent 1. */
  public static Tensor minKeep(Tensor x, int... axes) {
    return reduce(ReduceKind.MIN, x, true, axes);
  }

  /** Product over axes (all where none are given), which are dropped. */
  public static Tensor prod(Tensor x, int... axes) {
    return reduce(ReduceKind.PROD, number(x), false, axes);
  }

  /** Whether any holds, over axes (all where none are given), which are dropped. */
  public static Tensor any(Tensor x, int... axes) {
    return reduce(ReduceKind.ANY, cast(x, DataType.BOOLEAN), false, axes);
  }

  /** Whether all hold, over axes (all where none are given), which are dropped. */
  public static Tensor all(Tensor x, int... axes) {
    return reduce(ReduceKind.ALL, cast(x, DataType.BOOLEAN), false, axes);
  }

  /** Variance (the mean of squared differences from the mean) over axes, which are dropped. */
  public static Tensor variance(Tensor x, int... axes) {
    Tensor f = floating(x);
    int[] all = Axes.of("variance", f.rank(), axes).stream().mapToInt(i -> i).toArray();
    return mean(square(subtract(f, meanKeep(f, all))), all);
  }

  /** Variance over axes, which stay with extent 1. */
  public static Tensor varianceKeep(Tensor x, int... axes) {
    Tensor f = floating(x);
    int[] all = Axes.of("variance", f.rank(), axes).stream().mapToInt(i -> i).toArray();
    return meanKeep(square(subtract(f, meanKeep(f, all))), all);
  }

  /** The int32 index of the largest along an axis, the first of equals; the axis is dropped. */
  public static Tensor argmax(Tensor x, int axis) {
    return along("argmax", x, axis, Reduction.ArgMax::new);
  }

  /** The int32 index of the smallest along an axis, the first of equals; the axis is dropped. */
  public static Tensor argmin(Tensor x, int axis) {
    return argmax(negative(number(x)), axis);
  }

  /** Cumulative sum along an axis. */
  public static Tensor cumsum(Tensor x, int axis) {
    return along("cumsum", x, axis, Reduction.CumSum::new);
  }

  private static Tensor along(String name, Tensor x, int axis, IntFunction<Op> op) {
    int counted = Axes.normalize(name, axis, x.rank());
    return x.with(x.builder().add(op.apply(counted), number(x).value()));
  }
}
