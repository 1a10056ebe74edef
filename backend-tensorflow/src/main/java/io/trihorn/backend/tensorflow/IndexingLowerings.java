package io.trihorn.backend.tensorflow;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.TensorType;
import java.util.List;

/** Lowerings of the ops that address elements by computed positions. */
final class IndexingLowerings {
  private IndexingLowerings() {}

  static void addTo(OpTable<Site, List<Wire>> table) {
    table
        .on(Indexing.Gather.class, (op, at) -> List.of(gather(op, at)))
        .on(Indexing.ScatterAdd.class, (op, at) -> List.of(scatterAdd(at)))
        .on(Indexing.TopK.class, IndexingLowerings::topK);
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
    return emit.apply("GatherV2", at.type(), data, indices, emit.scalar(DataType.INT32, op.axis()));
  }

  private static Wire scatterAdd(Site at) {
    Emitter emit = at.emit();
    Wire operand = at.input(0);
    Wire indices = at.input(1);
    Wire rows = emit.reshape(clamped(emit, indices, operand.dim(0)), indices.dim(0), 1);
    List<Wire> operands = List.of(operand, rows, at.input(2));
    return emit.widened("TensorScatterAdd", at.type(), operands, w -> w);
  }

  private static List<Wire> topK(Indexing.TopK op, Site at) {
    List<Wire> operands = List.of(at.input(0), at.emit().scalar(DataType.INT32, op.k()));
    List<TensorType> types = at.node().outputTypes();
    return at.emit().widened("TopKV2", types, operands, w -> w.attribute("sorted", true));
  }
}
