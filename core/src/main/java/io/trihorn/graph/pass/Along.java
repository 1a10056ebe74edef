package io.trihorn.graph.pass;

import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Op;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * How an op of one operand works along some of its axes; along the others each position is by
 * itself. From this follow its layout rule and how replicas share it.
 *
 * @param axes the axes it works along
 * @param dropped whether the results are without them
 * @param moved the op on an operand whose axis {@code i} is axis {@code order[i]} of this one; null
 *     if there is none
 */
public record Along(List<Integer> axes, boolean dropped, Function<List<Integer>, Op> moved) {
  private static final OpTable<TensorType, Along> TABLE =
      new OpTable<TensorType, Along>("rule on axes")
          .on(Elementwise.Unary.class, (op, x) -> keeping(List.of(), order -> op))
          .on(Elementwise.Cast.class, (op, x) -> keeping(List.of(), order -> op))
          .on(Reduction.Reduce.class, (op, x) -> reduce(op))
          .on(Reduction.ArgMax.class, (op, x) -> one(op.axis(), true, Reduction.ArgMax::new))
          .on(Reduction.CumSum.class, (op, x) -> one(op.axis(), false, Reduction.CumSum::new))
          .on(
              Shaping.Reverse.class,
              (op, x) -> keeping(op.axes(), order -> new Shaping.Reverse(moved(op.axes(), order))))
          .on(Shaping.Pad.class, (op, x) -> pad(op))
          .on(
              Shaping.Split.class,
              (op, x) -> one(op.axis(), false, axis -> new Shaping.Split(axis, op.sizes())))
          // Always along the last axis, wherever that one comes from.
          .on(Indexing.TopK.class, (op, x) -> keeping(List.of(x.rank() - 1), order -> null));

  /** The kinds of op that work like this. */
  public static Set<Class<? extends Op>> kinds() {
    return TABLE.kinds();
  }

  /** How an op of one of these kinds works on an operand. */
  public static Along of(Op op, TensorType operand) {
    return TABLE.apply(op, operand);
  }

  private static Along keeping(List<Integer> axes, Function<List<Integer>, Op> moved) {
    return new Along(axes, false, moved);
  }

  private static Along one(int axis, boolean dropped, IntFunction<Op> along) {
    return new Along(List.of(axis), dropped, order -> along.apply(order.indexOf(axis)));
  }

  private static List<Integer> moved(List<Integer> axes, List<Integer> order) {
    return axes.stream().map(order::indexOf).sorted().toList();
  }

  private static Along reduce(Reduction.Reduce op) {
    return new Along(
        op.axes(),
        !op.keepDims(),
        order -> new Reduction.Reduce(op.kind(), moved(op.axes(), order), op.keepDims()));
  }

  private static Along pad(Shaping.Pad op) {
    List<Integer> axes =
        IntStream.range(0, op.low().size())
            .filter(i -> op.low().get(i) != 0 || op.high().get(i) != 0)
            .boxed()
            .toList();
    return keeping(
        axes,
        order ->
            new Shaping.Pad(
                Permutations.permuted(op.low(), order),
                Permutations.permuted(op.high(), order),
                op.value()));
  }
}
