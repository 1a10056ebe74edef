package io.trihorn.backend.reference;

import io.trihorn.graph.Indexing;
import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorType;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Rules for {@link Indexing}. */
final class IndexingKernels {
  private IndexingKernels() {}

  static void addTo(OpTable<Node, Kernel> table) {
    table
        .on(
            Indexing.Gather.class,
            (op, node) ->
                in -> List.of(gather(op.axis(), node.output().type(), in.get(0), in.get(1))))
        .on(
            Indexing.ScatterAdd.class,
            (op, node) -> in -> List.of(scatterAdd(in.get(0), in.get(1), in.get(2))))
        .on(Indexing.TopK.class, (op, node) -> in -> topK(op.k(), node.outputTypes(), in.get(0)));
  }

  private static int clamp(long index, long extent) {
    return (int) Math.max(0, Math.min(index, extent - 1));
  }

  private static Array gather(int axis, TensorType type, Array data, Array indices) {
    int extent = (int) data.type().dim(axis);
    int inner = 1;
    for (int i = axis + 1; i < data.type().rank(); i++) {
      inner *= (int) data.type().dim(i);
    }
    int[] positions = new int[Math.toIntExact(type.size())];
    int picked = indices.size();
    for (int i = 0; i < positions.length; i++) {
      int outer = i / (picked * inner);
      int row = clamp(indices.longs()[i / inner % picked], extent);
      positions[i] = (outer * extent + row) * inner + i % inner;
    }
    return data.take(type, positions);
  }

  private static Array scatterAdd(Array operand, Array indices, Array updates) {
    Array out = operand.copy();
    int rows = (int) operand.type().dim(0);
    int row = updates.size() / Math.max(indices.size(), 1);
    for (int i = 0; i < updates.size(); i++) {
      int to = clamp(indices.longs()[i / row], rows) * row + i % row;
      out.add(to, updates, i);
    }
    return out;
  }

  private static List<Array> topK(int k, List<TensorType> types, Array x) {
    int length = (int) x.type().dim(-1);
    int rows = x.size() / length;
    int[] positions = new int[rows * k];
    Array indices = Array.zeros(types.get(1));
    for (int row = 0; row < rows; row++) {
      int start = row * length;
      Comparator<Integer> rising = (a, b) -> x.compare(start + a, start + b);
      List<Integer> order =
          IntStream.range(0, length).boxed().sorted(rising.reversed()).limit(k).toList();
      for (int i = 0; i < k; i++) {
        positions[row * k + i] = start + order.get(i);
        indices.longs()[row * k + i] = order.get(i);
      }
    }
    return List.of(x.take(types.get(0), positions), indices);
  }
}
