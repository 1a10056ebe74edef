package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.kernels.IndexKernels;
import io.trihorn.backend.dl4j.kernels.TopKKernel;
import io.trihorn.backend.dl4j.plan.Instr;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.OpTable;
import java.util.List;

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

  private static Ref gather(Indexing.Gather op, Lowering l) {
    Ref data = l.dense(0);
    Ref indices = l.dense(1);
    Ref z = l.result();
    Instr.Binder kernel = f -> IndexKernels.gather(op.axis(), data, indices, z, f);
    l.emit().step("gather", List.of(data, indices), List.of(z), false, kernel);
    return z;
  }

  private static Ref scatterAdd(Lowering l) {
    Ref indices = l.dense(1);
    Ref updates = l.dense(2);
    Ref z = l.copy(0);
    Instr.Binder kernel = f -> IndexKernels.scatterAdd(indices, updates, z, f);
    l.emit().step("scatter_add", List.of(z, indices, updates), List.of(z), false, kernel);
    return z;
  }

  private static List<Ref> topK(Indexing.TopK op, Lowering l) {
    Ref x = l.dense(0);
    List<Ref> results = List.of(l.result(0), l.result(1));
    Instr.Binder kernel = f -> TopKKernel.bind(op.k(), x, results.get(0), results.get(1), f);
    l.emit().step("top_k", List.of(x), results, false, kernel);
    return results;
  }
}
