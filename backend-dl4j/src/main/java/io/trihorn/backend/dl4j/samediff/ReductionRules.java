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
        .on(Reduction.Reduce.class, (op, at) -> at.along(reducer(op), op.axes()))
        .on(Reduction.ArgMax.class, (op, at) -> at.along(ReductionRules::argMax, op.axis()))
        .on(Reduction.CumSum.class, (op, at) -> at.along(ReductionRules::cumSum, op.axis()))
        .on(Linear.MatMul.class, (op, at) -> List.of(matMul(op, at)));
  }

  private static Site.Along reducer(Reduction.Reduce op) {
    Reducer reducer = REDUCERS.get(op.kind());
    return (sd, x, axes) -> reducer.apply(sd, x, op.keepDims(), axes);
  }

  private static SDVariable argMax(SameDiff sd, SDVariable x, int... axes) {
    return sd.argmax(x, false, axes).castTo(DataType.INT32);
  }

  private static SDVariable matMul(Linear.MatMul op, Site at) {
    return at.sd().mmul(at.input(0), at.input(1), op.transposeA(), op.transposeB(), false);
  }

  /** libnd4j has it for floats only; those of 64 bits hold whole numbers up to 2^53. */
  private static SDVariable cumSum(SameDiff sd, SDVariable x, int... axes) {
    DataType dtype = x.dataType();
    return sd.cumsum(dtype.isFPType() ? x : x.castTo(DataType.DOUBLE), axes).castTo(dtype);
  }
}
