package io.trihorn.backend.onnx.emit;

import static io.trihorn.backend.onnx.emit.Attributes.flag;
import static io.trihorn.backend.onnx.emit.Attributes.integer;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Lowerings of the ops that reduce or accumulate along axes. */
final class ReductionLowerings {
  private static final Map<ReduceKind, String> OPERATORS = new EnumMap<>(ReduceKind.class);

  static {
    OPERATORS.put(ReduceKind.SUM, "ReduceSum");
    OPERATORS.put(ReduceKind.MEAN, "ReduceMean");
    OPERATORS.put(ReduceKind.PROD, "ReduceProd");
    OPERATORS.put(ReduceKind.MAX, "ReduceMax");
    OPERATORS.put(ReduceKind.MIN, "ReduceMin");
    // Of booleans the largest says whether any holds, the smallest whether all do.
    OPERATORS.put(ReduceKind.ANY, "ReduceMax");
    OPERATORS.put(ReduceKind.ALL, "ReduceMin");
  }

  private ReductionLowerings() {}

  static void register(OpTable<Lowering, List<Operand>> table) {
    table
        .on(Reduction.Reduce.class, (op, l) -> List.of(reduce(op, l)))
        .on(Reduction.ArgMax.class, (op, l) -> List.of(argMax(op, l)))
        .on(
            Reduction.CumSum.class,
            (op, l) -> l.by("CumSum", List.of(l.emit().scalar(DataType.INT64, op.axis()))));
  }

  private static Operand reduce(Reduction.Reduce op, Lowering l) {
    Emit e = l.emit();
    Operand x = l.input(0);
    if (!x.dtype().isFloating() && (op.kind() == ReduceKind.SUM || op.kind() == ReduceKind.PROD)) {
      String step = op.kind() == ReduceKind.SUM ? "Add" : "Mul";
      return e.reshape(folded(e, step, x, op.axes()), l.dims());
    }
    Optional<Operand> pooled = GlobalPools.reduce(op, l);
    if (pooled.isPresent()) {
      return pooled.get();
    }
    String operator = OPERATORS.get(op.kind());
    boolean order = op.kind() == ReduceKind.MAX || op.kind() == ReduceKind.MIN;
    return order && x.dtype().isFloating()
        ? extreme(e, operator, x, op.axes(), op.keepDims())
        : e.reduce(operator, x, op.axes(), op.keepDims());
  }

  /** The greatest or the least of floats, or NaN where one is, over which ONNX Runtime passes. */
  static Operand extreme(Emit e, String operator, Operand x, List<Integer> axes, boolean keepDims) {
    Operand result = e.reduce(operator, x, axes, keepDims);
    // It is NaN exactly where an element is.
    Operand sum = e.reduce("ReduceSumSquare", x, axes, keepDims);
    Operand isNan = e.node("IsNaN", sum.type().withDtype(DataType.BOOLEAN), List.of(sum));
    return e.where(isNan, sum, result);
  }

  /**
   * The reduced axes folded in half until one element is left. ONNX Runtime adds and multiplies
   * integers as doubles, which loses low bits and saturates.
   */
  private static Operand folded(Emit e, String step, Operand x, List<Integer> axes) {
    int[] permutation =
        IntStream.concat(
                IntStream.range(0, x.rank()).filter(i -> !axes.contains(i)),
                axes.stream().mapToInt(Integer::intValue))
            .toArray();
    long count = axes.stream().mapToLong(x::dim).reduce(1, (a, b) -> a * b);
    Operand rest = e.reshape(e.transpose(x, permutation), x.type().size() / count, count);
    while (rest.dim(1) > 1) {
      long n = rest.dim(1);
      long half = n / 2;
      Operand both = e.binary(step, e.slice(rest, 1, 0, half), e.slice(rest, 1, half, 2 * half));
      rest = n % 2 == 0 ? both : e.concat(List.of(both, e.slice(rest, 1, n - 1, n)), 1);
    }
    return rest;
  }

  /** Where no type will do for the operand, where its largest elements are does. */
  private static Operand argMax(Reduction.ArgMax op, Lowering l) {
    Emit e = l.emit();
    Operand x = e.wide("ArgMax", l.input(0));
    if (!e.has("ArgMax", x.dtype())) {
      Operand largest = e.reduce("ReduceMax", x, List.of(op.axis()), true);
      x = e.wide("ArgMax", e.compare("Equal", x, largest));
    }
    TensorType type = TensorType.of(DataType.INT64, l.dims());
    Operand index =
        e.node("ArgMax", type, List.of(x), integer("axis", op.axis()), flag("keepdims", false));
    return e.cast(index, DataType.INT32);
  }
}
