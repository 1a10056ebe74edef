package io.trihorn.graph.gradient;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Permutations;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Gradient rules of the ops that address elements by positions. */
final class IndexingVjps {
  private IndexingVjps() {}

  /** Adds the picked slices back where they came from; the axis is brought to the front for it. */
  static List<Value> gather(Indexing.Gather op, Vjp v) {
    return v.each(
        () -> {
          Primitives p = v.p();
          int axis = op.axis();
          int picked = v.type(1).rank();
          List<Integer> indexFirst = new ArrayList<>();
          IntStream.range(axis, axis + picked).forEach(indexFirst::add);
          IntStream.range(0, axis).forEach(indexFirst::add);
          IntStream.range(axis + picked, v.g().type().rank()).forEach(indexFirst::add);
          List<Integer> axisFirst = new ArrayList<>(List.of(axis));
          IntStream.range(0, v.type(0).rank()).filter(i -> i != axis).forEach(axisFirst::add);

          long[] dims = axisFirst.stream().mapToLong(v.type(0)::dim).toArray();
          Value zeros = p.full(v.type(0).withShape(dims), 0);
          long[] rows = dims.clone();
          rows[0] = v.type(1).size();
          Value updates = p.reshape(p.transpose(v.g(), indexFirst), rows);
          Value sums = p.scatterAdd(zeros, p.reshape(v.x(1), rows[0]), updates);
          return p.transpose(sums, Permutations.inverse(axisFirst));
        },
        null);
  }

  /** Adds the gradients of the values back at their positions, over all rows laid end to end. */
  static List<Value> topK(Indexing.TopK op, Vjp v) {
    Primitives p = v.p();
    TensorType x = v.type(0);
    long rows = v.g().type().size() / op.k();
    long[] offsets = LongStream.range(0, rows).map(row -> row * x.dim(-1)).toArray();
    Value positions = p.cast(v.node().outputs().get(1), DataType.INT64);
    Value starts = p.builder().constant(TensorData.of(offsets, rows, 1));
    Value flat = p.add(p.reshape(positions, rows, op.k()), starts);
    Value zeros = p.full(TensorType.of(x.dtype(), x.size()), 0);
    Value sums =
        p.scatterAdd(zeros, p.reshape(flat, rows * op.k()), p.reshape(v.g(), rows * op.k()));
    return List.of(p.reshape(sums, new Shape(x.dims())));
  }
}
