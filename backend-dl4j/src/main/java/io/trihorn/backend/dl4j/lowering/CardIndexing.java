package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Indexing;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.stream.LongStream;

/** Ops that address by computed positions, by libnd4j alone; it does not clamp them. */
final class CardIndexing {
  private CardIndexing() {}

  /** The positions in a row, those outside of an axis moved to its ends. */
  private static Ref clamped(Lowering l, long extent) {
    Emitter emit = l.emit();
    Ref row = emit.reshape(l.in(1), l.in(1).size());
    Ref low = emit.temp(row.dtype(), row.shape());
    Ref both = emit.temp(row.dtype(), row.shape());
    BinaryLowering.emit(emit, BinaryKind.MAX, row, emit.scalar(row.dtype(), 0), low);
    BinaryLowering.emit(emit, BinaryKind.MIN, low, emit.scalar(row.dtype(), extent - 1.0), both);
    return both;
  }

  static Ref gather(Indexing.Gather op, Lowering l) {
    Ref x = moved(l.dense(0));
    long extent = x.dim(op.axis());
    Ref indices = clamped(l, extent);
    long before = x.extent(0, op.axis());
    Ref z = l.result();
    List<Ref> in = List.of(rows(x, before, extent), indices);
    l.emit().custom("gather", in, List.of(rows(moved(z), before, indices.size())), Args.ints(1));
    return z;
  }

  /** Neighbouring elements as rows. */
  private static Ref rows(Ref x, long... counts) {
    long all = LongStream.of(counts).reduce(1, (a, b) -> a * b);
    return x.reshape(
        LongStream.concat(LongStream.of(counts), LongStream.of(x.size() / all)).toArray());
  }

  /** What is only moved, as a type that libnd4j's op takes. */
  private static Ref moved(Ref x) {
    return x.dtype() == DataType.BOOLEAN ? x.as(DataType.INT8) : x;
  }

  static Ref scatterAdd(Lowering l) {
    Ref x = l.dense(0);
    Ref indices = clamped(l, x.dim(0));
    Ref z = l.result();
    List<Ref> in = List.of(rows(x, x.dim(0)), indices, rows(l.dense(2), indices.size()));
    l.emit().custom("scatter_add", in, List.of(rows(z, x.dim(0))), Args.NONE.withFlags(true));
    return z;
  }

  /**
   * The place of each element among its row is the number of those that come before it: the larger
   * ones, and the equal ones at lower positions. libnd4j's own op does not say which of equals
   * comes first.
   */
  static List<Ref> topK(Indexing.TopK op, Lowering l) {
    Emitter emit = l.emit();
    Ref x = l.dense(0);
    long extent = x.dim(x.rank() - 1);
    Ref rows = x.reshape(x.size() / extent, extent);
    List<Ref> made =
        GraphLowering.compose(emit, List.of(rows), in -> largest(in.get(0), extent, op.k()));
    return List.of(
        made.get(0).reshape(l.types().get(0).dims()), made.get(1).reshape(l.types().get(1).dims()));
  }

  private static List<Tensor> largest(Tensor x, long extent, long k) {
    Tensor position = Shapes.arange(x, extent, DataType.INT32);
    Tensor each = Shapes.expandDims(x, 2);
    Tensor other = Shapes.expandDims(x, 1);
    Tensor earlier =
        Ops.less(Shapes.reshape(position, 1, 1, extent), Shapes.reshape(position, 1, extent, 1));
    Tensor first =
        Ops.logicalOr(Ops.less(each, other), Ops.logicalAnd(Ops.equal(each, other), earlier));
    Tensor place = Ops.sum(Ops.cast(first, DataType.INT32), 2);
    Tensor wanted = Shapes.reshape(Shapes.arange(x, k, DataType.INT32), 1, 1, k);
    Tensor chosen = Ops.equal(Shapes.expandDims(place, 2), wanted);
    Tensor values = Ops.sum(Ops.where(chosen, each, Shapes.zerosLike(each)), 1);
    Tensor at = Shapes.reshape(position, 1, extent, 1);
    Tensor indices = Ops.sum(Ops.where(chosen, at, Shapes.zerosLike(at)), 1);
    return List.of(values, indices);
  }
}
