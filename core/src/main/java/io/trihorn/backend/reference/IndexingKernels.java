package io.trihorn.backend.reference;

import io.trihorn.graph.Indexing;
import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorType;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Rules for {@link Indexing}. */
final class IndexingKernels {
  private IndexingKernels() {}

  static void addTo(OpTable<Node, Kernel> table) {
    table
        .on(Indexing.Gather.class, Kernel.of(IndexingKernels::gather))
        .on(
            Indexing.ScatterAdd.class,
            Kernel.of(
                (op, type, in) -> in.get(0).copy().add(picked(0, type, in.get(1)), in.get(2))))
        .on(Indexing.TopK.class, (op, node) -> in -> topK(op.k(), node.outputTypes(), in.get(0)));
  }

  private static int clamp(long index, long extent) {
    return (int) Math.max(0, Math.min(index, extent - 1));
  }

  /** The elements of data that are picked along an axis, in order. */
  private static int[] picked(int axis, TensorType data, Array indices) {
    long[] dims = data.dims();
    int extent = (int) dims[axis];
    int inner = (int) LongStream.of(dims).skip(axis + 1).reduce(1, (a, b) -> a * b);
    int outer = (int) LongStream.of(dims).limit(axis).reduce(1, (a, b) -> a * b);
    int row = indices.size() * inner;
    int[] positions = new int[outer * row];
    for (int i = 0; i < positions.length; i++) {
      int index = clamp(indices.longs()[i % row / inner], extent);
      positions[i] = (i / row * extent + index) * inner + i % inner;
    }
    return positions;
  }

  private static Array gather(Indexing.Gather op, TensorType type, List<Array> in) {
    return in.get(0).take(type, picked(op.axis(), in.get(0).type(), in.get(1)));
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
