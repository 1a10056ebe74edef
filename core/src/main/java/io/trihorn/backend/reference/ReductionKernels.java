package io.trihorn.backend.reference;

import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;

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
        .on(
            Reduction.Reduce.class,
            (op, node) -> in -> List.of(reduce(op, node.output().type(), in.get(0))))
        .on(
            Reduction.ArgMax.class,
            (op, node) -> in -> List.of(argMax(op, node.output().type(), in.get(0))))
        .on(Reduction.CumSum.class, (op, node) -> in -> List.of(cumSum(op, in.get(0))));
  }

  /** The positions of all elements, those that belong to one result next to each other. */
  private static int[] grouped(TensorType type, List<Integer> axes) {
    int[] order =
        IntStream.concat(
                IntStream.range(0, type.rank()).filter(i -> !axes.contains(i)),
                axes.stream().mapToInt(i -> i))
            .toArray();
    return Positions.permuted(type.dims(), order);
  }

  private static Array reduce(Reduction.Reduce op, TensorType type, Array x) {
    Fold fold = FOLDS.get(op.kind());
    int[] positions = grouped(x.type(), op.axes());
    int length = (int) op.axes().stream().mapToLong(x.type()::dim).reduce(1, (a, b) -> a * b);
    Array out = Array.zeros(type);
    for (int i = 0; i < out.size(); i++) {
      if (x.floating()) {
        double value = fold.start();
        for (int j = i * length; j < (i + 1) * length; j++) {
          value = fold.floating().applyAsDouble(value, x.doubles()[positions[j]]);
        }
        out.doubles()[i] = op.kind() == ReduceKind.MEAN ? value / length : value;
      } else {
        long value = fold.integerStart();
        for (int j = i * length; j < (i + 1) * length; j++) {
          value = fold.integer().applyAsLong(value, x.longs()[positions[j]]);
        }
        out.longs()[i] = value;
      }
    }
    return out;
  }

  private static Array argMax(Reduction.ArgMax op, TensorType type, Array x) {
    int[] positions = grouped(x.type(), List.of(op.axis()));
    int length = (int) x.type().dim(op.axis());
    Array out = Array.zeros(type);
    for (int i = 0; i < out.size(); i++) {
      int best = 0;
      for (int j = 1; j < length; j++) {
        if (less(x, positions[i * length + best], positions[i * length + j])) {
          best = j;
        }
      }
      out.longs()[i] = best;
    }
    return out;
  }

  private static boolean less(Array x, int a, int b) {
    return x.floating() ? x.doubles()[a] < x.doubles()[b] : x.longs()[a] < x.longs()[b];
  }

  private static Array cumSum(Reduction.CumSum op, Array x) {
    int[] positions = grouped(x.type(), List.of(op.axis()));
    int length = (int) x.type().dim(op.axis());
    Array out = Array.zeros(x.type());
    for (int start = 0; start < positions.length; start += length) {
      double sum = 0;
      long whole = 0;
      for (int j = 0; j < length; j++) {
        int at = positions[start + (op.reverse() ? length - 1 - j : j)];
        if (x.floating()) {
          double next = sum + x.doubles()[at];
          out.doubles()[at] = op.exclusive() ? sum : next;
          sum = next;
        } else {
          long next = whole + x.longs()[at];
          out.longs()[at] = op.exclusive() ? whole : next;
          whole = next;
        }
      }
    }
    return out;
  }
}
