package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Op;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Value;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

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
   * @param dtypes of the operand
   * @param fill the operand's elements, by their type
   * @param op the op along an axis
   */
  static void add(
      CaseList list,
      String name,
      List<DataType> dtypes,
      Function<DataType, Fill> fill,
      IntFunction<Op> op) {
    for (DataType dtype : dtypes) {
      list.add(name + " " + dtype, c -> each(c, op, c.input(dtype, fill.apply(dtype), 4, 5, 6)));
    }
    list.add(
        name + " shapes",
        c -> {
          for (long[] shape : SHAPES) {
            each(c, op, c.input(DataType.FLOAT32, fill.apply(DataType.FLOAT32), shape));
          }
        });
  }

  private static void each(CaseBuilder c, IntFunction<Op> op, Value x) {
    c.terms(40);
    for (int axis = 0; axis < x.type().rank(); axis++) {
      Op along = op.apply(axis);
      // The largest of nothing is not defined.
      if (x.type().dim(axis) > 0 || !(along instanceof Reduction.ArgMax)) {
        c.output(along, x);
      }
    }
  }
}
