package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Indexing;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;

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

  /** What libnd4j's op makes of slices along an axis, positions there, and slices for these. */
  static Ref slices(String op, int axis, Args args, Lowering l) {
    Ref x = l.dense(0);
    Ref z = l.result();
    List<Ref> in = new ArrayList<>(List.of(flat(x, x, axis), clamped(l, x.dim(axis))));
    for (int i = 2; i < l.inputs().size(); i++) {
      in.add(flat(l.dense(i), x, axis));
    }
    l.emit().custom(op, in, List.of(flat(z, x, axis)), args);
    return z;
  }

  /** Such slices, of an array, as rows; those of booleans as a type that libnd4j's ops take. */
  private static Ref flat(Ref slices, Ref of, int axis) {
    Ref moved = slices.dtype() == DataType.BOOLEAN ? slices.as(DataType.INT8) : slices;
    long before = of.extent(0, axis);
    long after = of.extent(axis + 1, of.rank());
    long count = slices.size() / (before * after);
    return axis == 0 ? moved.reshape(count, after) : moved.reshape(before, count, after);
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
