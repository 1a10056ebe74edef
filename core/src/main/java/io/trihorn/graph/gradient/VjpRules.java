package io.trihorn.graph.gradient;

import io.trihorn.graph.Control;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Linear;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Permutations;
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
          .on(Elementwise.Cast.class, (op, v) -> List.of(v.p().cast(v.g(), v.type(0).dtype())))
          .on(Reduction.Reduce.class, ReductionVjps::reduce)
          .on(Reduction.ArgMax.class, (op, v) -> Collections.singletonList(null))
          .on(Reduction.CumSum.class, ReductionVjps::cumSum)
          .on(Linear.MatMul.class, LinearVjps::matMul)
          .on(Linear.Conv.class, (op, v) -> LinearVjps.conv(op, v, "xky"))
          .on(Linear.ConvInputGradient.class, (op, v) -> LinearVjps.conv(op, v, "ykx"))
          .on(Linear.ConvKernelGradient.class, (op, v) -> LinearVjps.conv(op, v, "xyk"))
          .on(
              Pooling.MaxPool.class,
              (op, v) -> v.by(new Pooling.MaxPoolGradient(op.spec()), v.x(0), v.y(), v.g()))
          .on(Pooling.MaxPoolGradient.class, PoolingVjps::maxPoolGradient)
          .on(
              Pooling.AveragePool.class,
              (op, v) -> v.by(new Pooling.AveragePoolGradient(op.spec(), v.shape(0)), v.g()))
          .on(
              Pooling.AveragePoolGradient.class,
              (op, v) -> v.by(new Pooling.AveragePool(op.spec()), v.g()))
          .on(Shaping.Reshape.class, (op, v) -> List.of(v.p().reshape(v.g(), v.shape(0))))
          .on(
              Shaping.Transpose.class,
              (op, v) -> List.of(v.p().transpose(v.g(), Permutations.inverse(op.permutation()))))
          .on(Shaping.Broadcast.class, (op, v) -> List.of(v.p().unbroadcast(v.g(), v.shape(0))))
          .on(Shaping.Slice.class, ShapingVjps::slice)
          .on(Shaping.Reverse.class, (op, v) -> List.of(v.p().reverse(v.g(), op.axes())))
          .on(Shaping.Pad.class, ShapingVjps::pad)
          .on(Shaping.Concat.class, ShapingVjps::concat)
          .on(Shaping.Split.class, ShapingVjps::split)
          .on(Indexing.Gather.class, IndexingVjps::gather)
          .on(
              Indexing.ScatterAdd.class,
              (op, v) -> v.each(v::g, null, () -> v.p().gather(v.g(), v.x(1), 0)))
          .on(Indexing.TopK.class, IndexingVjps::topK)
          .on(Control.Scan.class, ScanVjp::scan);

  private VjpRules() {}
}
