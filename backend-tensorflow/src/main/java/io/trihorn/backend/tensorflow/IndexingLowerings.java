package io.trihorn.backend.tensorflow;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.OpTable;
import java.util.List;

/** Lowerings of the ops that address elements by computed positions. */
final class IndexingLowerings {
  private IndexingLowerings() {}

  static void addTo(OpTable<Site, List<Wire>> table) {
    table
        .on(Indexing.Gather.class, (op, at) -> List.of(gather(op, at)))
        .on(Indexing.ScatterAdd.class, (op, at) -> List.of(scatterAdd(at)))
        .on(Indexing.TopK.class, (op, at) -> at.by("TopKV2", at.number(op.k())));
  }

  /** Indices no further out than the first and the last; TensorFlow fails on others. */
  static Wire clamped(Emitter emit, Wire indices, long extent) {
    DataType dtype = indices.dtype();
    return emit.apply(
        "ClipByValue",
        indices.type(),
        indices,
        emit.scalar(dtype, 0),
        emit.scalar(dtype, extent - 1));
  }

  private static Wire gather(Indexing.Gather op, Site at) {
    Emitter emit = at.emit();
    Wire data = at.input(0);
    Wire indices = clamped(emit, at.input(1), at.node().input(0).type().dim(op.axis()));
    if (data.isHandle()) {
      return emit.operation("ResourceGather")
          .in(data, indices)
          .type("dtype", at.type().dtype())
          .to(at.type());
    }
    return emit.apply("GatherV2", at.type(), data, indices, at.number(op.axis()));
  }

  private static Wire scatterAdd(Site at) {
    Wire indices = clamped(at.emit(), at.input(1), at.input(0).dim(0));
    Wire rows = at.emit().reshape(indices, indices.dim(0), 1);
    List<Wire> operands = List.of(at.input(0), rows, at.input(2));
    return at.emit().widened("TensorScatterAdd", at.type(), operands, w -> w);
  }
}
