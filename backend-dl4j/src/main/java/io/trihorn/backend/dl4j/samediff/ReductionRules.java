package io.trihorn.backend.dl4j.samediff;

import io.trihorn.graph.Linear;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Reduction.ReduceKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** Ops that reduce or accumulate along axes, and the matrix product. */
final class ReductionRules {
  private interface Reducer {
    SDVariable apply(SameDiff sd, SDVariable x, boolean keep, int... axes);
  }

  private static final Map<ReduceKind, Reducer> REDUCERS = new EnumMap<>(ReduceKind.class);

  static {
    REDUCERS.put(ReduceKind.SUM, (sd, x, keep, axes) -> sd.sum(x, keep, axes));
    REDUCERS.put(ReduceKind.MEAN, (sd, x, keep, axes) -> sd.mean(x, keep, axes));
    REDUCERS.put(ReduceKind.PROD, (sd, x, keep, axes) -> sd.prod(x, keep, axes));
    REDUCERS.put(ReduceKind.MAX, (sd, x, keep, axes) -> sd.max(x, keep, axes));
    REDUCERS.put(ReduceKind.MIN, (sd, x, keep, axes) -> sd.min(x, keep, axes));
    REDUCERS.put(
        ReduceKind.ANY,
        (sd, x, keep, axes) -> sd.max(x.castTo(DataType.INT32), keep, axes).castTo(DataType.BOOL));
    REDUCERS.put(
        ReduceKind.ALL,
        (sd, x, keep, axes) -> sd.min(x.castTo(DataType.INT32), keep, axes).castTo(DataType.BOOL));
  }

  private ReductionRules() {}

  static void addTo(OpTable<Site, List<SDVariable>> table) {
    table
        .on(
            Reduction.Reduce.class,
            (op, at) ->
                List.of(
                    REDUCERS
                        .get(op.kind())
                        .apply(at.sd(), at.input(0), op.keepDims(), ShapingRules.ints(op.axes()))))
        .on(
            Reduction.ArgMax.class,
            (op, at) ->
                List.of(at.sd().argmax(at.input(0), false, op.axis()).castTo(DataType.INT32)))
        .on(Reduction.CumSum.class, (op, at) -> List.of(cumSum(at, op)))
        .on(
            Linear.MatMul.class,
            (op, at) ->
                List.of(
                    at.sd()
                        .mmul(at.input(0), at.input(1), op.transposeA(), op.transposeB(), false)));
  }

  /** libnd4j has it for floats only; those of 64 bits hold whole numbers up to 2^53. */
  private static SDVariable cumSum(Site at, Reduction.CumSum op) {
    DataType dtype = at.input(0).dataType();
    SDVariable x = dtype.isFPType() ? at.input(0) : at.input(0).castTo(DataType.DOUBLE);
    return at.sd().cumsum(x, op.axis()).castTo(dtype);
  }
}
