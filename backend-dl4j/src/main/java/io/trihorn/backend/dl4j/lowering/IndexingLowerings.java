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
        .on(Indexing.ScatterAdd.class, (op, l) -> l.onCopy(IndexKernels::scatterAdd))
        .on(
            Indexing.TopK.class,
            (op, l) -> l.inJava((in, out, f) -> TopKKernel.bind(op.k(), in.get(0), out, f)));
  }
}
