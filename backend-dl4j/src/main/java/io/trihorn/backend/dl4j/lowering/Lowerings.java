package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.backend.dl4j.plan.Target;
import io.trihorn.graph.Control;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Later;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Op;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Fusions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The table of lowerings, put together from those of the families of ops. */
final class Lowerings {
  private static final Map<Target, OpTable<Lowering, List<Ref>>> TABLES =
      Map.of(Target.PROCESSOR, forProcessors(), Target.CARD, forCards());

  /** The families of ops that compute, and others that do. */
  private static final Set<Class<? extends Op>> COMPUTING =
      Set.of(
          Elementwise.Unary.class,
          Elementwise.Binary.class,
          Reduction.class,
          Linear.class,
          Pooling.class,
          Indexing.ScatterAdd.class,
          Indexing.TopK.class);

  private Lowerings() {}

  /** What processors and cards have alike: views, and what libnd4j does on both. */
  private static OpTable<Lowering, List<Ref>> common(String purpose) {
    OpTable<Lowering, List<Ref>> table = new OpTable<>(purpose);
    ShapingLowerings.addTo(table);
    ReductionLowerings.addTo(table);
    LinearLowerings.addTo(table);
    PoolingLowerings.addTo(table);
    return table
        .on(Elementwise.Cast.class, (op, l) -> List.of(l.emit().cast(l.in(0), op.dtype())))
        .on(Control.Scan.class, ScanLowering::lower)
        // Steps are done in the order of the graph, in which what is computed again stands late.
        .on(Later.class, (op, l) -> List.of(l.in(0)))
        .on(Fusions.Softmax.class, (op, l) -> List.of(CompositeLowerings.softmax(l)));
  }

  private static OpTable<Lowering, List<Ref>> forProcessors() {
    OpTable<Lowering, List<Ref>> table = common("lowering to libnd4j");
    ElementwiseLowerings.addTo(table);
    ReductionLowerings.addKernels(table);
    IndexingLowerings.addTo(table);
    CompositeLowerings.addTo(table);
    return table;
  }

  private static OpTable<Lowering, List<Ref>> forCards() {
    OpTable<Lowering, List<Ref>> table = common("lowering to libnd4j for cards");
    CardLowerings.addTo(table);
    return table;
  }

  /** Whether there is a lowering for this kind of op. Leaves need none. */
  static boolean has(Class<? extends Op> kind, Target target) {
    return Leaf.class.isAssignableFrom(kind) || TABLES.get(target).has(kind);
  }

  /**
   * Adds the steps of an op; gives its results, which may be views. What computes on half floats
   * does it in float32 and rounds once at the end, which is both more exact than libnd4j's half
   * arithmetic and, on a processor, faster.
   */
  static List<Ref> apply(Op op, List<Ref> inputs, Emitter emit) {
    OpTable<Lowering, List<Ref>> table = TABLES.get(emit.target());
    Lowering plain = Lowering.of(op, inputs, emit);
    boolean half = inputs.stream().anyMatch(r -> isHalf(r.dtype()));
    if (!half || COMPUTING.stream().noneMatch(kind -> kind.isInstance(op))) {
      return table.apply(op, plain);
    }
    List<Ref> wide =
        inputs.stream().map(r -> isHalf(r.dtype()) ? emit.cast(r, DataType.FLOAT32) : r).toList();
    List<Ref> results = table.apply(op, Lowering.of(op, wide, emit));
    List<Ref> narrow = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      TensorType type = plain.types().get(i);
      narrow.add(emit.cast(results.get(i), type.dtype()));
    }
    return narrow;
  }

  private static boolean isHalf(DataType dtype) {
    return dtype == DataType.FLOAT16 || dtype == DataType.BFLOAT16;
  }
}
