package io.trihorn.backend.reference;

import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorType;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Rules for {@link Reduction}. */
final class ReductionKernels {
  /** How to go on from a partial result to the next element, and where to start. */
  private record Fold(
      double start, DoubleBinaryOperator floating, long integerStart, LongBinaryOperator integer) {}

  private static final Map<ReduceKind, Fold> FOLDS = new EnumMap<>(ReduceKind.class);

  static {
    Fold sum = new Fold(0, (x, y) -> x + y, 0, (x, y) -> x + y);
    FOLDS.put(ReduceKind.SUM, sum);
    FOLDS.put(ReduceKind.MEAN, sum);
    FOLDS.put(ReduceKind.PROD, new Fold(1, (x, y) -> x * y, 1, (x, y) -> x * y));
    FOLDS.put(
        ReduceKind.MAX, new Fold(Double.NEGATIVE_INFINITY, Math::max, Long.MIN_VALUE, Math::max));
    FOLDS.put(
        ReduceKind.MIN, new Fold(Double.POSITIVE_INFINITY, Math::min, Long.MAX_VALUE, Math::min));
    FOLDS.put(ReduceKind.ANY, new Fold(0, Math::max, 0, (x, y) -> x | y));
    FOLDS.put(ReduceKind.ALL, new Fold(1, Math::min, 1, (x, y) -> x & y));
  }

  private ReductionKernels() {}

  static void addTo(OpTable<Node, Kernel> table) {
    table
        .on(Reduction.Reduce.class, Kernel.of(ReductionKernels::reduce))
        .on(Reduction.ArgMax.class, Kernel.of(ReductionKernels::argMax))
        .on(Reduction.CumSum.class, Kernel.of(ReductionKernels::cumSum));
  }

  private static Array reduce(Reduction.Reduce op, TensorType type, List<Array> in) {
    Array x = in.get(0);
    Fold fold = FOLDS.get(op.kind());
    int[][] lines = Positions.lines(x.type(), op.axes());
    Array out = Array.zeros(type);
    for (int i = 0; i < lines.length; i++) {
      if (x.floating()) {
        double value = fold.start();
        for (int at : lines[i]) {
          value = fold.floating().applyAsDouble(value, x.doubles()[at]);
        }
        out.doubles()[i] = op.kind() == ReduceKind.MEAN ? value / lines[i].length : value;
      } else {
        long value = fold.integerStart();
        for (int at : lines[i]) {
          value = fold.integer().applyAsLong(value, x.longs()[at]);
        }
        out.longs()[i] = value;
      }
    }
    return out;
  }

  private static Array argMax(Reduction.ArgMax op, TensorType type, List<Array> in) {
    Array out = Array.zeros(type);
    int[][] lines = Positions.lines(in.get(0).type(), List.of(op.axis()));
    Arrays.setAll(out.longs(), i -> in.get(0).largest(lines[i]));
    return out;
  }

  private static Array cumSum(Reduction.CumSum op, TensorType type, List<Array> in) {
    Array out = in.get(0).copy();
    for (int[] line : Positions.lines(type, List.of(op.axis()))) {
      for (int i = 1; i < line.length; i++) {
        out.add(line[i], out, line[i - 1]);
      }
    }
    return out;
  }
}
