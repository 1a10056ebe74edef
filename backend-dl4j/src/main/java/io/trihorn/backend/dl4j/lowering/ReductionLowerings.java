package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.kernels.ReduceKernels;
import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * Lowerings of {@link Reduction}. Every reduction is brought to one of the middle axis of {@code
 * (before, reduced, after)}, where before or after may be 1.
 */
final class ReductionLowerings {
  /** Numbers in libnd4j: of the reductions that keep the type, and of those of booleans. */
  private static final Map<ReduceKind, Integer> NUMBERS = new EnumMap<>(ReduceKind.class);

  /** Sums over fewer rows than this are not worth a matrix product. */
  private static final long MANY_ROWS = 64;

  static {
    NUMBERS.put(ReduceKind.SUM, 0);
    NUMBERS.put(ReduceKind.MAX, 1);
    NUMBERS.put(ReduceKind.MIN, 2);
    NUMBERS.put(ReduceKind.PROD, 3);
    NUMBERS.put(ReduceKind.ANY, 0);
    NUMBERS.put(ReduceKind.ALL, 1);
  }

  private ReductionLowerings() {}

  static void addTo(OpTable<Lowering, List<Ref>> table) {
    table
        .on(
            Reduction.Reduce.class,
            (op, l) -> without(op.axes(), l, (x, z) -> reduce(l.emit(), op.kind(), x, z)))
        .on(
            Reduction.ArgMax.class,
            (op, l) -> without(List.of(op.axis()), l, (x, z) -> argMax(l.emit(), x, z)));
  }

  /** What has a kernel of ours, for processors. */
  static void addKernels(OpTable<Lowering, List<Ref>> table) {
    table.on(
        Reduction.CumSum.class,
        (op, l) ->
            l.onCopy(
                (in, out, f) -> ReduceKernels.along(op.axis(), ReduceKernels::cumSum, in, out, f)));
  }

  /** The result of a step that takes the middle axis away. */
  private static List<Ref> without(List<Integer> axes, Lowering l, BiConsumer<Ref, Ref> step) {
    Ref result = l.result();
    Ref x = grouped(l.emit(), l.in(0), axes);
    step.accept(x, result.reshape(x.dim(0), x.dim(2)));
    return List.of(result);
  }

  /** The array as {@code (before, reduced, after)}, with axes moved only where that is needed. */
  static Ref grouped(Emitter emit, Ref x, List<Integer> axes) {
    // Axes of extent 1 do not matter for where the others stand.
    List<Integer> reduced = axes.stream().filter(i -> x.dim(i) != 1).toList();
    if (reduced.isEmpty()) {
      return emit.reshape(x, x.size(), 1, 1);
    }
    int first = reduced.get(0);
    int last = reduced.get(reduced.size() - 1);
    boolean together =
        IntStream.rangeClosed(first, last).allMatch(i -> x.dim(i) == 1 || reduced.contains(i));
    if (together) {
      long length = x.extent(first, last + 1);
      return emit.reshape(x, x.extent(0, first), length, x.extent(last + 1, x.rank()));
    }
    List<Integer> order =
        new ArrayList<>(
            IntStream.range(0, x.rank()).filter(i -> !reduced.contains(i)).boxed().toList());
    order.addAll(reduced);
    long length = reduced.stream().mapToLong(x::dim).reduce(1, (a, b) -> a * b);
    return emit.reshape(x.transpose(order), x.size() / length, length, 1);
  }

  /** Reduces the middle axis of a dense {@code (before, reduced, after)}. */
  static void reduce(Emitter emit, ReduceKind kind, Ref x, Ref z) {
    boolean extreme = kind == ReduceKind.MAX || kind == ReduceKind.MIN;
    if (x.dim(1) == 1) {
      emit.copy(x.reshape(z.shape()), z);
    } else if (extreme && x.dtype().isFloating() && emit.isForCard()) {
      CardReductions.extreme(emit, kind, x, z);
    } else if (extreme && x.dtype().isFloating()) {
      // libnd4j's drop NaN, and are no faster.
      emit.step(
          kind + " in Java",
          List.of(x),
          List.of(z),
          false,
          f -> ReduceKernels.extreme(kind == ReduceKind.MAX, x, z, f));
    } else if (kind == ReduceKind.MEAN) {
      Ref sum = emit.temp(z.dtype(), z.shape());
      sum(emit, x, sum);
      ScalarOps.divide(emit, sum, x.dim(1), z);
    } else if (kind == ReduceKind.SUM) {
      sum(emit, x, z);
    } else {
      plain(emit, kind, x, z);
    }
  }

  /** Over leading axes, a product with a row of ones is four times as fast as a sum. */
  static void sum(Emitter emit, Ref x, Ref z) {
    boolean rows = x.dim(0) == 1 && x.dim(2) > 1 && x.dim(1) >= MANY_ROWS;
    if (rows && x.dtype() == DataType.FLOAT32) {
      Ref ones = emit.constant(TensorData.full(TensorType.of(DataType.FLOAT32, 1, x.dim(1)), 1));
      Ref matrix = x.reshape(x.dim(1), x.dim(2));
      emit.custom("matmul", List.of(ones, matrix), List.of(z), Args.ints(0, 0, 0));
    } else {
      plain(emit, ReduceKind.SUM, x, z);
    }
  }

  /** libnd4j's reduction, which passes NaN over where it looks for an extreme. */
  static void plain(Emitter emit, ReduceKind kind, Ref x, Ref z) {
    boolean logical = x.dtype() == DataType.BOOLEAN;
    int number = NUMBERS.get(kind);
    emit.step(
        "reduce " + kind,
        List.of(x),
        List.of(z),
        false,
        f -> {
          return z.size() == 1
              ? f.lib().reduceAll(number, logical, f.array(Emitter.flat(x)), f.array(z.reshape()))
              : f.lib()
                  .reduce(
                      number,
                      logical,
                      f.array(squeezed(x)),
                      f.array(squeezed(z)),
                      f.lib().axes(f.resources(), 1));
        });
  }

  /** A dense array without its last axis if that has one element only. */
  private static Ref squeezed(Ref x) {
    int last = x.rank() - 1;
    return x.dim(last) == 1 ? x.reshape(Arrays.copyOf(x.shape(), last)) : x;
  }

  private static void argMax(Emitter emit, Ref x, Ref z) {
    Args args = Args.ints(1).withDtype(DataType.INT32);
    emit.custom("argmax", List.of(squeezed(x)), List.of(squeezed(z)), args);
  }
}
