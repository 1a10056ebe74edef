package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.composites.LstmSequence;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Reduction;
import io.trihorn.ops.BatchNormalize;
import java.util.List;

/**
 * Lowerings for cards of what has kernels in Java on processors, which cannot reach a card's
 * memory: by ops of libnd4j. What it has wrong is composed of what it has right. {@link
 * CardRefusals} has what is beyond it.
 */
final class CardLowerings {
  /** One addition after another to an element. */
  private static final Args LOCKED = Args.NONE.withFlags(true);

  private CardLowerings() {}

  static void addTo(OpTable<Lowering, List<Ref>> table) {
    table
        .on(Elementwise.Unary.class, (op, l) -> List.of(CardElementwise.unary(op.kind(), l)))
        .on(Elementwise.Binary.class, (op, l) -> List.of(CardElementwise.binary(op.kind(), l)))
        .on(Elementwise.Where.class, (op, l) -> List.of(CardElementwise.where(l)))
        .on(Reduction.CumSum.class, (op, l) -> List.of(CardReductions.cumSum(op, l)))
        .on(
            Indexing.Gather.class,
            (op, l) -> {
              Args args = Args.ints(Math.min(op.axis(), 1));
              return List.of(CardIndexing.slices("gather", op.axis(), args, l));
            })
        .on(
            Indexing.ScatterAdd.class,
            (op, l) -> List.of(CardIndexing.slices("scatter_add", 0, LOCKED, l)))
        .on(Indexing.TopK.class, CardIndexing::topK)
        .on(BatchNormalize.class, CardComposites::batchNormalize)
        .on(LstmSequence.class, CardComposites::lstm);
  }
}
