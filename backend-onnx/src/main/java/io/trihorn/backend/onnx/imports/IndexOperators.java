package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/** Operators that pick elements by computed positions. */
final class IndexOperators {
  private IndexOperators() {}

  static void addTo(Operators.Builder table) {
    table.one("Gather", IndexOperators::gather);
    table.one("GatherElements", 11, IndexOperators::gatherElements);
    table.one("GatherND", 11, IndexOperators::gatherNd);
  }

  private static Tensor gather(OpCall call) {
    Tensor x = call.in(0);
    int axis = call.axis(call.integer("axis", 0), x.rank());
    return Shapes.take(x, Values.fromStart(call.in(1), x.dim(axis)), axis);
  }

  /** The axes of the indices but one may be shorter than those of the data. */
  private static Tensor gatherElements(OpCall call) {
    Tensor x = call.in(0);
    Tensor indices = call.in(1);
    int axis = call.axis(call.integer("axis", 0), x.rank());
    for (int i = 0; i < x.rank(); i++) {
      if (i != axis && indices.dim(i) < x.dim(i)) {
        x = Shapes.slice(x, i, 0, indices.dim(i));
      }
    }
    return Shapes.takeAlongAxis(x, indices, axis);
  }

  private static Tensor gatherNd(OpCall call) {
    Tensor x = call.in(0);
    Tensor indices = call.in(1);
    int batch = call.small("batch_dims", 0);
    int depth = Math.toIntExact(indices.dim(-1));
    if (batch < 0 || batch + depth > x.rank() || batch >= indices.rank()) {
      throw call.wrong("has indices " + indices.type() + " for " + x.type());
    }
    long[] dims = x.type().dims();
    long[] index = indices.type().dims();
    long batches = Values.product(dims, 0, batch);
    long[] addressed = Values.part(dims, batch, batch + depth);
    long[] slice = Values.part(dims, batch + depth, dims.length);
    long rows = Values.product(addressed);
    Tensor flat = flatIndices(indices, addressed);
    Tensor perBatch = Shapes.reshape(flat, batches, batches == 0 ? 0 : flat.size() / batches);
    Tensor offset =
        Shapes.reshape(Ops.multiply(Shapes.arange(x, batches, DataType.INT64), rows), batches, 1);
    Tensor places = Values.flat(Ops.add(perBatch, offset));
    Tensor data = Shapes.reshape(x, Values.join(new long[] {batches * rows}, slice));
    Tensor taken = Shapes.take(data, places, 0);
    return Shapes.reshape(taken, Values.join(Values.part(index, 0, index.length - 1), slice));
  }

  /** From tuples of indices along the last axis, positions in what they address, row by row. */
  static Tensor flatIndices(Tensor indices, long[] addressed) {
    Tensor wide = Ops.cast(indices, DataType.INT64);
    Tensor flat = null;
    for (int i = 0; i < addressed.length; i++) {
      Tensor one = Values.fromStart(Shapes.index(wide, -1, i), addressed[i]);
      flat = flat == null ? one : Ops.add(Ops.multiply(flat, addressed[i]), one);
    }
    long[] dims = indices.type().dims();
    return flat != null
        ? flat
        : Shapes.full(indices, 0, DataType.INT64, Values.part(dims, 0, dims.length - 1));
  }
}
