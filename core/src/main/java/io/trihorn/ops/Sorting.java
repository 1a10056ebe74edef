package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import java.util.List;

/** Order along an axis, under the names of {@code keras.ops}. NaN has no place in it. */
public final class Sorting {
  private Sorting() {}

  /** The same order turned round; its own inverse. */
  private static Tensor turned(Tensor x) {
    return x.dtype().isFloating() ? Ops.negative(x) : Integers.bitwiseNot(x);
  }

  private static Tensor number(Tensor x) {
    boolean narrow = x.dtype() == DataType.BOOLEAN || x.dtype() == DataType.UINT8;
    return narrow ? Ops.cast(x, DataType.INT32) : x;
  }

  private static List<Tensor> rising(Tensor x) {
    List<Tensor> both = Shapes.topK(turned(number(x)), Math.toIntExact(x.dim(-1)));
    return List.of(Ops.cast(turned(both.get(0)), x.dtype()), both.get(1));
  }

  /** Elements in rising order along an axis. */
  public static Tensor sort(Tensor x, int axis) {
    return Shapes.moveaxis(rising(Shapes.moveaxis(x, axis, -1)).get(0), -1, axis);
  }

  /** The int32 places of the elements in rising order; equals stay in order. */
  public static Tensor argsort(Tensor x, int axis) {
    return Shapes.moveaxis(rising(Shapes.moveaxis(x, axis, -1)).get(1), -1, axis);
  }

  /** An order in which the k-th is in its place, none before it larger, none after it smaller. */
  public static Tensor argpartition(Tensor x, int kth, int axis) {
    Axes.normalize("argpartition", kth, Math.toIntExact(x.dim(axis)));
    return argsort(x, axis);
  }

  /** The k largest along the last axis in falling order, and their int32 positions. */
  public static List<Tensor> topK(Tensor x, int k) {
    return Shapes.topK(x, k);
  }

  /** Whether the class {@code (batch)} is among the k largest of {@code (batch, classes)}. */
  public static Tensor inTopK(Tensor targets, Tensor predictions, int k) {
    Tensor index = Ops.cast(targets, DataType.INT32);
    Tensor own = Shapes.takeAlongAxis(predictions, Shapes.expandDims(index, -1), -1);
    Tensor above = Ops.cast(Ops.greater(predictions, own), DataType.INT32);
    Tensor isClass = Ops.equal(index, Ops.clip(index, 0, predictions.dim(-1) - 1));
    Tensor known = Ops.logicalAnd(isClass, Logic.isfinite(Shapes.squeeze(own, -1)));
    return Ops.logicalAnd(known, Ops.less(Ops.sum(above, -1), k));
  }

  /**
   * Where values belong in a sorted vector: before its first element that is not smaller, or with
   * {@code right} that is larger; int32.
   */
  public static Tensor searchsorted(Tensor sorted, Tensor values, boolean right) {
    Tensor wide = Shapes.expandDims(values, -1);
    Tensor before = right ? Ops.lessEqual(sorted, wide) : Ops.less(sorted, wide);
    return Ops.sum(Ops.cast(before, DataType.INT32), -1);
  }

  /** The number of the bin of each element: how many of the rising boundaries it has reached. */
  public static Tensor digitize(Tensor x, Tensor bins) {
    return searchsorted(bins, x, true);
  }
}
