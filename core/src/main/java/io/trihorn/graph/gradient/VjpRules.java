package io.trihorn.graph.gradient;

import io.trihorn.graph.Control;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Linear;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.Value;
import java.util.Collections;
import java.util.List;

/** The gradient rules, one for each primitive. */
final class VjpRules {
  static final OpTable<Vjp, List<Value>> TABLE =
      new OpTable<Vjp, List<Value>>("gradient rule")
          .on(Elementwise.Unary.class, ElementwiseVjps::unary)
          .on(Elementwise.Binary.class, ElementwiseVjps::binary)
          .on(Elementwise.Where.class, ElementwiseVjps::where)
          .on(Elementwise.Cast.class, ElementwiseVjps::cast)
          .on(Reduction.Reduce.class, ReductionVjps::reduce)
          .on(Reduction.ArgMax.class, (op, v) -> Collections.singletonList(null))
          .on(Reduction.CumSum.class, ReductionVjps::cumSum)
          .on(Linear.MatMul.class, LinearVjps::matMul)
          .on(Linear.Conv.class, LinearVjps::conv)
          .on(Linear.ConvInputGradient.class, LinearVjps::convInputGradient)
          .on(Linear.ConvKernelGradient.class, LinearVjps::convKernelGradient)
          .on(Pooling.MaxPool.class, PoolingVjps::maxPool)
          .on(Pooling.MaxPoolGradient.class, PoolingVjps::maxPoolGradient)
          .on(Pooling.AveragePool.class, PoolingVjps::averagePool)
          .on(Pooling.AveragePoolGradient.class, PoolingVjps::averagePoolGradient)
          .on(Shaping.Reshape.class, ShapingVjps::reshape)
          .on(Shaping.Transpose.class, ShapingVjps::transpose)
          .on(Shaping.Broadcast.class, ShapingVjps::broadcast)
          .on(Shaping.Slice.class, ShapingVjps::slice)
          .on(Shaping.Reverse.class, ShapingVjps::reverse)
          .on(Shaping.Pad.class, ShapingVjps::pad)
          .on(Shaping.Concat.class, ShapingVjps::concat)
          .on(Shaping.Split.class, ShapingVjps::split)
          .on(Indexing.Gather.class, IndexingVjps::gather)
          .on(Indexing.ScatterAdd.class, IndexingVjps::scatterAdd)
          .on(Indexing.TopK.class, IndexingVjps::topK)
          .on(Control.Scan.class, ScanVjp::scan);

  private VjpRules() {}
}
