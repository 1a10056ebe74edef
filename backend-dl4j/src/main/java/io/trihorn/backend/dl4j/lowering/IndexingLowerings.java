package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.kernels.IndexKernels;
import io.trihorn.backend.dl4j.kernels.TopKKernel;
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
        .on(
            Indexing.Gather.class,
            (op, l) -> l.inJava((in, out, f) -> IndexKernels.gather(op.axis(), in, out.get(0), f)))
        .on(Indexing.ScatterAdd.class, (op, l) -> List.of(scatterAdd(l)))
        .on(
            Indexing.TopK.class,
            (op, l) -> l.inJava((in, out, f) -> TopKKernel.bind(op.k(), in.get(0), out, f)));
  }

  private static Ref scatterAdd(Lowering l) {
    List<Ref> refs = List.of(l.copy(0), l.dense(1), l.dense(2));
    List<Ref> writes = refs.subList(0, 1);
    l.emit().step("in Java", refs, writes, false, f -> IndexKernels.scatterAdd(refs, f));
    return refs.get(0);
  }
}
