package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Op;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Value;
import java.util.List;
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
   * @param dtypes of the operand
   * @param fill the operand's elements, by their type
   * @param ops the op along an axis, in each of its variants
   */
  static void add(
      CaseList list,
      String name,
      List<DataType> dtypes,
      Function<DataType, Fill> fill,
      Function<Integer, List<Op>> ops) {
    for (DataType dtype : dtypes) {
      list.add(name + " " + dtype, c -> each(c, ops, c.input(dtype, fill.apply(dtype), 4, 5, 6)));
    }
    list.add(
        name + " shapes",
        c -> {
          for (long[] shape : SHAPES) {
            each(c, ops, c.input(DataType.FLOAT32, fill.apply(DataType.FLOAT32), shape));
          }
        });
  }

  private static void each(CaseBuilder c, Function<Integer, List<Op>> ops, Value x) {
    c.terms(40);
    for (int axis = 0; axis < x.type().rank(); axis++) {
      for (Op op : ops.apply(axis)) {
        // The largest of nothing is not defined.
        if (x.type().dim(axis) > 0 || !(op instanceof Reduction.ArgMax)) {
          c.output(op, x);
        }
      }
    }
  }
}
