package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.kernels.IndexKernels;
import io.trihorn.backend.dl4j.kernels.TopKKernel;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.OpTable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Lowerings of {@link Indexing}, all kernels in Java: libnd4j's gather and scatter read and write
 * outside of arrays when an index is wrong, its scatter adds repeated rows in no certain order, and
 * its top_k takes a hundred times as long as sorting.
 */
final class IndexingLowerings {
  private IndexingLowerings() {}

  static void addTo(OpTable<Lowering, List<Ref>> table) {
    table
        .on(Indexing.Gather.class, (op, l) -> List.of(gather(op, l)))
        .on(Indexing.ScatterAdd.class, (op, l) -> List.of(scatterAdd(l)))
        .on(Indexing.TopK.class, IndexingLowerings::topK);
  }

  private static int extent(Ref x, int from, int to) {
    return Math.toIntExact(IntStream.range(from, to).mapToLong(x::dim).reduce(1, (a, b) -> a * b));
  }

  private static Ref gather(Indexing.Gather op, Lowering l) {
    Ref data = l.dense(0);
    Ref indices = l.dense(1);
    Ref z = l.result();
    int outer = extent(data, 0, op.axis());
    int rows = (int) data.dim(op.axis());
    int row = extent(data, op.axis() + 1, data.rank()) * data.dtype().getNumOfBytes();
    l.emit()
        .step(
            "gather",
            List.of(data, indices),
            List.of(z),
            false,
            f ->
                IndexKernels.gather(
                    outer,
                    rows,
                    row,
                    f.bytes(data),
                    f.elements(indices),
                    (int) indices.size(),
                    f.bytes(z)));
    return z;
  }

  private static Ref scatterAdd(Lowering l) {
    Ref indices = l.dense(1);
    Ref updates = l.dense(2);
    Ref z = l.result();
    l.emit().copy(l.in(0), z);
    int rows = (int) z.dim(0);
    int row = extent(z, 1, z.rank());
    if (updates.size() > 0) {
      l.emit()
          .step(
              "scatter_add",
              List.of(z, indices, updates),
              List.of(z),
              false,
              f ->
                  IndexKernels.scatterAdd(
                      z.dtype(),
                      rows,
                      row,
                      f.elements(indices),
                      (int) indices.size(),
                      f.bytes(updates),
                      f.bytes(z)));
    }
    return z;
  }

  private static List<Ref> topK(Indexing.TopK op, Lowering l) {
    Ref x = l.dense(0);
    Ref values = l.result(0);
    Ref positions = l.result(1);
    int length = (int) x.dim(x.rank() - 1);
    int rows = (int) (x.size() / length);
    DataType dtype = x.dtype();
    l.emit()
        .step(
            "top_k",
            List.of(x),
            List.of(values, positions),
            false,
            f ->
                TopKKernel.bind(
                    dtype, rows, length, op.k(), f.bytes(x), f.bytes(values), f.bytes(positions)));
    return List.of(values, positions);
  }
}
