package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;

/** Operators that write elements to computed positions. */
final class ScatterOperators {
  /** Elements that reductions other than sums may look at: rows times updates. */
  private static final long PAIRS = 1L << 26;

  private ScatterOperators() {}

  static void addTo(Operators.Builder table) {
    table.one("Scatter", 9, ScatterOperators::elements);
    table.one("ScatterElements", 11, ScatterOperators::elements);
    table.one("ScatterND", 11, ScatterOperators::nd);
  }

  private static Tensor elements(OpCall call) {
    Tensor x = call.in(0);
    Tensor indices = call.in(1);
    int axis = call.axis(call.integer("axis", 0), x.rank());
    if (x.rank() != indices.rank()) {
      throw call.wrong("has indices " + indices.type() + " for " + x.type());
    }
    Tensor places = null;
    for (int i = 0; i < x.rank(); i++) {
      long[] dims = new long[x.rank()];
      Arrays.fill(dims, 1);
      dims[i] = indices.dim(i);
      Tensor along =
          i == axis
              ? Values.fromStart(Ops.cast(indices, DataType.INT64), x.dim(i))
              : Shapes.reshape(Shapes.arange(x, indices.dim(i), DataType.INT64), dims);
      places = places == null ? along : Ops.add(Ops.multiply(places, x.dim(i)), along);
    }
    Tensor flat = Values.flat(Shapes.broadcastTo(places, indices.type().dims()));
    Tensor written = reduce(call, Values.flat(x), flat, Values.flat(call.in(2)));
    return Shapes.reshape(written, x.type().dims());
  }

  private static Tensor nd(OpCall call) {
    Tensor x = call.in(0);
    Tensor indices = call.in(1);
    long[] dims = x.type().dims();
    int depth = Math.toIntExact(indices.dim(-1));
    if (depth > x.rank()) {
      throw call.wrong("has indices " + indices.type() + " for " + x.type());
    }
    long[] addressed = Values.part(dims, 0, depth);
    long slice = Values.product(dims, depth, dims.length);
    Tensor places = Values.flat(IndexOperators.flatIndices(indices, addressed));
    Tensor rows = Shapes.reshape(x, Values.product(addressed), slice);
    Tensor updates = Shapes.reshape(call.in(2), places.size(), slice);
    return Shapes.reshape(reduce(call, rows, places, updates), dims);
  }

  /** Writes updates to rows as the node's reduction says. */
  private static Tensor reduce(OpCall call, Tensor rows, Tensor places, Tensor updates) {
    if (updates.size() == 0) {
      return rows;
    }
    String reduction = call.text("reduction", "none");
    return switch (reduction) {
      case "none" -> set(rows, places, updates);
      case "add" -> Shapes.scatterAdd(rows, places, updates);
      case "mul" -> Ops.multiply(rows, folded(call, rows, places, updates, reduction));
      case "max" -> Ops.maximum(rows, folded(call, rows, places, updates, reduction));
      case "min" -> Ops.minimum(rows, folded(call, rows, places, updates, reduction));
      default -> throw call.unsupported("reduction " + reduction);
    };
  }

  /** Replaces rows; where one place has several updates, of floats their mean is written. */
  static Tensor set(Tensor rows, Tensor places, Tensor updates) {
    Tensor zeros = Shapes.full(rows, 0, DataType.FLOAT32, rows.dim(0));
    Tensor ones = Shapes.full(rows, 1, DataType.FLOAT32, places.dim(0));
    Tensor counts = Shapes.scatterAdd(zeros, places, ones);
    Tensor written = Ops.greater(counts, 0);
    Tensor shares = updates;
    if (updates.dtype().isFloating()) {
      Tensor several = Ops.cast(Shapes.take(counts, places, 0), updates.dtype());
      shares = Ops.divide(updates, wide(several, updates.rank()));
    }
    Tensor kept = Ops.where(wide(written, rows.rank()), Shapes.zerosLike(rows), rows);
    if (rows.dtype() == DataType.BOOLEAN) {
      Tensor sum =
          Shapes.scatterAdd(
              Ops.cast(kept, DataType.INT32), places, Ops.cast(shares, DataType.INT32));
      return Ops.cast(sum, DataType.BOOLEAN);
    }
    return Shapes.scatterAdd(kept, places, shares);
  }

  private static Tensor wide(Tensor vector, int rank) {
    return rank == 1 ? vector : Shapes.expandDims(vector, 1);
  }

  /** What all updates of a row come to; looks at every pair of a row and an update. */
  private static Tensor folded(
      OpCall call, Tensor rows, Tensor places, Tensor updates, String reduction) {
    long n = rows.dim(0);
    long k = places.dim(0);
    if (n > PAIRS / k || n * k > PAIRS / Math.max(updates.size() / k, 1)) {
      throw call.unsupported(
          "reduction " + reduction + " of " + rows.type() + " by " + updates.type());
    }
    Tensor row = Shapes.reshape(Shapes.arange(rows, n, DataType.INT64), n, 1);
    Tensor hit = Ops.equal(row, Shapes.reshape(Ops.cast(places, DataType.INT64), 1, k));
    Tensor chosen = Shapes.expandDims(updates, 0);
    Tensor mask = updates.rank() == 1 ? hit : Shapes.expandDims(hit, 2);
    return switch (reduction) {
      case "mul" -> Ops.prod(Ops.where(mask, chosen, updates.scalar(1)), 1);
      case "max" ->
          Ops.max(Ops.where(mask, chosen, updates.scalar(Values.lowest(updates.dtype()))), 1);
      default ->
          Ops.min(Ops.where(mask, chosen, updates.scalar(Values.highest(updates.dtype()))), 1);
    };
  }
}
