package org.example.toy;

import static org.example.toy.Kernel.one;

import io.trihorn.graph.Indexing;
import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;

/** What is done along axes, one line of elements after another. */
final class Lines {
  /** Where a reduction starts, and how it goes on. */
  private record Fold(
      double start, DoubleBinaryOperator next, long integerStart, LongBinaryOperator integerNext) {}

  private static final Fold SUM = new Fold(0, Double::sum, 0, Long::sum);
  private static final Map<ReduceKind, Fold> FOLDS =
      Map.of(
          ReduceKind.SUM, SUM,
          ReduceKind.MEAN, SUM,
          ReduceKind.PROD, new Fold(1, (x, y) -> x * y, 1, (x, y) -> x * y),
          ReduceKind.MAX, new Fold(Double.NEGATIVE_INFINITY, Math::max, Long.MIN_VALUE, Math::max),
          ReduceKind.MIN, new Fold(Double.POSITIVE_INFINITY, Math::min, Long.MAX_VALUE, Math::min),
          ReduceKind.ANY, new Fold(0, Math::max, 0, Math::max),
          ReduceKind.ALL, new Fold(1, Math::min, 1, Math::min));

  private Lines() {}

  static void addTo(OpTable<Node, Kernel> table) {
    table
        .on(Reduction.Reduce.class, one((op, type, in) -> reduce(op, type, in.get(0))))
        .on(Reduction.ArgMax.class, one((op, type, in) -> argMax(op.axis(), type, in.get(0))))
        .on(Reduction.CumSum.class, one((op, type, in) -> cumSum(op.axis(), in.get(0))))
        .on(Indexing.TopK.class, (op, node) -> in -> topK(op.k(), node.outputTypes(), in.get(0)));
  }

  /** The places of the elements along these axes, one line for each index of the others. */
  private static int[][] lines(TensorType type, List<Integer> axes) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, type.rank()).boxed().toList());
    order.removeAll(axes);
    long count = order.stream().mapToLong(type::dim).reduce(1, (a, b) -> a * b);
    int length = (int) axes.stream().mapToLong(type::dim).reduce(1, (a, b) -> a * b);
    order.addAll(axes);
    int[] places = Walk.through(type).ordered(order).places();
    int[][] lines = new int[(int) count][];
    for (int i = 0; i < count; i++) {
      lines[i] = Arrays.copyOfRange(places, i * length, (i + 1) * length);
    }
    return lines;
  }

  private static TensorData reduce(Reduction.Reduce op, TensorType type, TensorData x) {
    Fold fold = FOLDS.get(op.kind());
    TensorData out = TensorData.zeros(type);
    int[][] lines = lines(x.type(), op.axes());
    for (int i = 0; i < lines.length; i++) {
      IntStream line = IntStream.of(lines[i]);
      if (x.dtype().isFloating()) {
        double value = line.mapToDouble(x::getDouble).reduce(fold.start(), fold.next());
        out.setDouble(i, op.kind() == ReduceKind.MEAN ? value / lines[i].length : value);
      } else {
        out.setLong(i, line.mapToLong(x::getLong).reduce(fold.integerStart(), fold.integerNext()));
      }
    }
    return out;
  }

  /** Which of two elements is larger; zeros are equal whatever their signs. */
  private static int compare(TensorData x, int i, int j) {
    if (x.dtype().isFloating()) {
      double a = x.getDouble(i);
      double b = x.getDouble(j);
      return a == b ? 0 : Double.compare(a, b);
    }
    return Long.compare(x.getLong(i), x.getLong(j));
  }

  private static TensorData argMax(int axis, TensorType type, TensorData x) {
    TensorData out = TensorData.zeros(type);
    int[][] lines = lines(x.type(), List.of(axis));
    for (int i = 0; i < lines.length; i++) {
      int best = 0;
      for (int j = 1; j < lines[i].length; j++) {
        best = compare(x, lines[i][j], lines[i][best]) > 0 ? j : best;
      }
      out.setLong(i, best);
    }
    return out;
  }

  private static TensorData cumSum(int axis, TensorData x) {
    TensorData out = TensorData.zeros(x.type());
    for (int[] line : lines(x.type(), List.of(axis))) {
      double sum = 0;
      long whole = 0;
      for (int place : line) {
        if (x.dtype().isFloating()) {
          sum += x.getDouble(place);
          out.setDouble(place, sum);
        } else {
          whole += x.getLong(place);
          out.setLong(place, whole);
        }
      }
    }
    return out;
  }

  private static List<TensorData> topK(int k, List<TensorType> types, TensorData x) {
    TensorData values = TensorData.zeros(types.get(0));
    TensorData indices = TensorData.zeros(types.get(1));
    int length = (int) x.type().dim(-1);
    for (int row = 0; row < x.size() / length; row++) {
      int start = row * length;
      Comparator<Integer> rising = (i, j) -> compare(x, start + i, start + j);
      List<Integer> falling =
          IntStream.range(0, length).boxed().sorted(rising.reversed()).limit(k).toList();
      for (int i = 0; i < k; i++) {
        Walk.copy(x, start + falling.get(i), values, row * k + i);
        indices.setLong(row * k + i, falling.get(i));
      }
    }
    return List.of(values, indices);
  }
}
