package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.trihorn.ndarray.pending.Cell;
import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;

/** The functions of one array, element by element. */
abstract class PointwiseArray extends PairwiseArray {
  private static final Operation CLIP =
      new Operation("clip", in -> List.of(clipped(in.get(0), in.get(1), in.get(2))));

  PointwiseArray(NDManager manager, Storage storage, View view) {
    super(manager, storage, view);
  }

  final Cell result(Pointwise function) {
    return cellOf(function.operation(), operand());
  }

  private NDArray of(Pointwise function) {
    return wrap(result(function));
  }

  @Override
  public NDArray sign() {
    return of(Pointwise.SIGN);
  }

  @Override
  public NDArray neg() {
    return of(Pointwise.NEG);
  }

  @Override
  public NDArray abs() {
    return of(Pointwise.ABS);
  }

  @Override
  public NDArray square() {
    return of(Pointwise.SQUARE);
  }

  @Override
  public NDArray sqrt() {
    return of(Pointwise.SQRT);
  }

  @Override
  public NDArray cbrt() {
    return of(Pointwise.CBRT);
  }

  @Override
  public NDArray floor() {
    return of(Pointwise.FLOOR);
  }

  @Override
  public NDArray ceil() {
    return of(Pointwise.CEIL);
  }

  @Override
  public NDArray round() {
    return of(Pointwise.ROUND);
  }

  @Override
  public NDArray trunc() {
    return of(Pointwise.TRUNC);
  }

  @Override
  public NDArray exp() {
    return of(Pointwise.EXP);
  }

  @Override
  public NDArray log() {
    return of(Pointwise.LOG);
  }

  @Override
  public NDArray log10() {
    return of(Pointwise.LOG10);
  }

  @Override
  public NDArray log2() {
    return of(Pointwise.LOG2);
  }

  @Override
  public NDArray sin() {
    return of(Pointwise.SIN);
  }

  @Override
  public NDArray cos() {
    return of(Pointwise.COS);
  }

  @Override
  public NDArray tan() {
    return of(Pointwise.TAN);
  }

  @Override
  public NDArray asin() {
    return of(Pointwise.ASIN);
  }

  @Override
  public NDArray acos() {
    return of(Pointwise.ACOS);
  }

  @Override
  public NDArray atan() {
    return of(Pointwise.ATAN);
  }

  @Override
  public NDArray sinh() {
    return of(Pointwise.SINH);
  }

  @Override
  public NDArray cosh() {
    return of(Pointwise.COSH);
  }

  @Override
  public NDArray tanh() {
    return of(Pointwise.TANH);
  }

  @Override
  public NDArray asinh() {
    return of(Pointwise.ASINH);
  }

  @Override
  public NDArray acosh() {
    return of(Pointwise.ACOSH);
  }

  @Override
  public NDArray atanh() {
    return of(Pointwise.ATANH);
  }

  @Override
  public NDArray toDegrees() {
    return of(Pointwise.TO_DEGREES);
  }

  @Override
  public NDArray toRadians() {
    return of(Pointwise.TO_RADIANS);
  }

  @Override
  public NDArray erf() {
    return of(Pointwise.ERF);
  }

  @Override
  public NDArray erfinv() {
    return of(Pointwise.ERFINV);
  }

  /** The logarithm of the absolute gamma function. */
  @Override
  public NDArray gammaln() {
    return of(Pointwise.GAMMALN);
  }

  @Override
  public NDArray isInfinite() {
    return of(Pointwise.IS_INFINITE);
  }

  @Override
  public NDArray isNaN() {
    return of(Pointwise.IS_NAN);
  }

  @Override
  public NDArray logicalNot() {
    return of(Pointwise.LOGICAL_NOT);
  }

  /** The elements within bounds, which widen the type if they are of a higher kind. */
  @Override
  public NDArray clip(Number min, Number max) {
    return wrap(cellOf(CLIP, operand(), scalar(min), scalar(max)));
  }

  private static Tensor clipped(Tensor x, Tensor min, Tensor max) {
    int kind = Math.max(Promotion.kind(min.dtype()), Promotion.kind(max.dtype()));
    DataType type = x.dtype();
    if (kind > Promotion.kind(type)) {
      type = kind == Promotion.kind(DataType.FLOAT32) ? DataType.FLOAT32 : DataType.INT64;
    }
    Tensor low = Ops.maximum(Ops.cast(x, type), Ops.cast(min, type));
    return Ops.minimum(low, Ops.cast(max, type));
  }
}
