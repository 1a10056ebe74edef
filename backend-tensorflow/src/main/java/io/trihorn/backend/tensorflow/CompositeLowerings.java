package io.trihorn.backend.tensorflow;

import ai.djl.ndarray.types.DataType;
import io.trihorn.composites.AdamUpdate;
import io.trihorn.graph.Composite;
import io.trihorn.graph.Later;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Fusions;
import java.util.List;

/**
 * Lowerings of composites that are claimed: one row in {@link #addTo} and one in {@link #claims}
 * each.
 */
final class CompositeLowerings {
  /** Whether a composite is claimed for operands of some types; one rule for each kind. */
  private static final OpTable<List<TensorType>, Boolean> CLAIMS =
      new OpTable<List<TensorType>, Boolean>("claim")
          .on(Fusions.Softmax.class, (op, in) -> isLastAxis(op, in.get(0)))
          .on(AdamUpdate.class, (op, in) -> AdamInPlace.claims(in))
          .on(Later.class, (op, in) -> true)
          .on(SavedModelCall.class, (op, in) -> true);

  private CompositeLowerings() {}

  static boolean claims(Composite op, List<TensorType> inputs) {
    return CLAIMS.has(op.getClass()) && CLAIMS.apply(op, inputs);
  }

  /** One kernel instead of five, which counts where a call takes longer than its work. */
  private static boolean isLastAxis(Fusions.Softmax op, TensorType x) {
    boolean known = x.dtype() == DataType.FLOAT32 || x.dtype() == DataType.FLOAT64;
    return known && op.axis() == x.rank() - 1;
  }

  static void addTo(OpTable<Site, List<Wire>> table) {
    table.on(
        Fusions.Softmax.class,
        (op, at) -> List.of(at.emit().apply("Softmax", at.type(), at.input(0))));
    table.on(AdamUpdate.class, AdamInPlace::lower);
    table.on(Later.class, (op, at) -> List.of(later(at)));
    table.on(SavedModelCall.class, SavedModelCall::lower);
  }

  private static Wire later(Site at) {
    Wire x = at.input(0);
    return at.emit().operation("Identity").in(x).after(at.input(1).operation()).to(x.type());
  }
}
