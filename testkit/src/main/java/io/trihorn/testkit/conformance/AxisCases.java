package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Op;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The cases of any op of one operand that works along an axis: every axis, element type and form of
 * shape, those without elements among them.
 */
final class AxisCases {
  private static final long[][] SHAPES = {{1}, {33}, {2, 1, 3}, {2, 2, 3, 4, 2}, {0, 3}};

  private AxisCases() {}

  /**
   * Adds them.
   *
   * @param exactness says how exact the results are
   * @param dtypes of the operand
   * @param fill the operand's elements, by their type
   * @param ops the ops of an operand along an axis
   */
  static void add(
      CaseList list,
      String name,
      Consumer<CaseBuilder> exactness,
      List<DataType> dtypes,
      Function<DataType, Fill> fill,
      BiFunction<TensorType, Integer, List<? extends Op>> ops) {
    for (DataType dtype : dtypes) {
      list.add(
          name + " " + dtype,
          c -> {
            exactness.accept(c);
            each(c, ops, c.input(dtype, fill.apply(dtype), 4, 5, 6));
          });
    }
    list.add(
        name + " shapes",
        c -> {
          exactness.accept(c);
          for (long[] shape : SHAPES) {
            each(c, ops, c.input(DataType.FLOAT32, fill.apply(DataType.FLOAT32), shape));
          }
        });
  }

  private static void each(
      CaseBuilder c, BiFunction<TensorType, Integer, List<? extends Op>> ops, Value x) {
    for (int axis = 0; axis < x.type().rank(); axis++) {
      for (Op op : ops.apply(x.type(), axis)) {
        c.output(op, x);
      }
    }
  }

  /**
   * Adds those of ops that choose by order, which nothing can be chosen from: with these operands,
   * and with infinities, zeros of both signs, equals, large integers.
   */
  static void addOfOrder(
      CaseList list,
      String name,
      Function<DataType, Fill> fill,
      BiFunction<TensorType, Integer, List<? extends Op>> chosen) {
    BiFunction<TensorType, Integer, List<? extends Op>> ops =
        (x, axis) -> x.dim(axis) == 0 ? List.of() : chosen.apply(x, axis);
    add(list, name, CaseBuilder::exact, Dtypes.NUMBERS, fill, ops);
    double inf = Double.POSITIVE_INFINITY;
    long big = (1L << 53) + 1;
    list.add(
        name + " special numbers",
        c -> {
          c.exact();
          Value x =
              c.values(
                  DataType.FLOAT32, -inf, -inf, -inf, -5, inf, inf, 0.0, -0.0, 0.0, 3, -3e38, 3);
          each(c, ops, c.ops().reshape(x, 4, 3));
          each(c, ops, c.ops().reshape(x, 2, 6));
          long[] longs = {big - 1, big, big + 1, big, -big, Long.MIN_VALUE};
          each(c, ops, c.input(TensorData.of(longs, 2, 3)));
        });
  }
}
