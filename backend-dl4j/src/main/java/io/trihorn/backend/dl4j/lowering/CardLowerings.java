package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.composites.LstmSequence;
import io.trihorn.graph.Control;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Later;
import io.trihorn.graph.Linear;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Reduction;
import io.trihorn.ops.BatchNormalize;
import io.trihorn.ops.Fusions;
import java.util.List;

/**
 * The table of lowerings for cards: each op by ops of libnd4j, for nothing else can reach a card's
 * memory. What libnd4j has wrong is composed of what it has right. {@link CardRefusals} has what is
 * beyond it.
 */
final class CardLowerings {
  private CardLowerings() {}

  static OpTable<Lowering, List<Ref>> table() {
    OpTable<Lowering, List<Ref>> table = new OpTable<>("lowering to libnd4j for cards");
    ShapingLowerings.addTo(table);
    return table
        .on(Elementwise.Unary.class, (op, l) -> List.of(CardElementwise.unary(op.kind(), l)))
        .on(Elementwise.Binary.class, (op, l) -> List.of(CardElementwise.binary(op.kind(), l)))
        .on(Elementwise.Where.class, (op, l) -> List.of(CardElementwise.where(l)))
        .on(Elementwise.Cast.class, (op, l) -> List.of(l.emit().cast(l.in(0), op.dtype())))
        .on(Reduction.Reduce.class, (op, l) -> List.of(ReductionLowerings.reduce(op, l)))
        .on(Reduction.ArgMax.class, (op, l) -> List.of(ReductionLowerings.argMax(op, l)))
        .on(Reduction.CumSum.class, (op, l) -> List.of(CardReductions.cumSum(op, l)))
        .on(Linear.MatMul.class, (op, l) -> List.of(MatMulLowering.lower(op, l)))
        .on(Linear.Conv.class, (op, l) -> List.of(CardConvolutions.forward(op, l)))
        .on(
            Linear.ConvInputGradient.class,
            (op, l) -> List.of(CardConvolutions.inputGradient(op, l)))
        .on(
            Linear.ConvKernelGradient.class,
            (op, l) -> List.of(CardConvolutions.kernelGradient(op, l)))
        .on(Pooling.MaxPool.class, (op, l) -> List.of(CardPooling.max(op, l)))
        .on(Pooling.MaxPoolGradient.class, (op, l) -> List.of(CardPooling.maxGradient(op, l)))
        .on(Pooling.AveragePool.class, (op, l) -> List.of(CardPooling.average(op, l)))
        .on(
            Pooling.AveragePoolGradient.class,
            (op, l) -> List.of(CardPooling.averageGradient(op, l)))
        .on(Indexing.Gather.class, (op, l) -> List.of(CardIndexing.gather(op, l)))
        .on(Indexing.ScatterAdd.class, (op, l) -> List.of(CardIndexing.scatterAdd(l)))
        .on(Indexing.TopK.class, CardIndexing::topK)
        .on(Control.Scan.class, ScanLowering::lower)
        .on(Later.class, (op, l) -> List.of(l.in(0)))
        .on(Fusions.Softmax.class, (op, l) -> List.of(CompositeLowerings.softmax(l)))
        .on(BatchNormalize.class, CardComposites::batchNormalize)
        .on(LstmSequence.class, CardComposites::lstm);
  }
}
