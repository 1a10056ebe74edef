package io.trihorn.backend.replicas;

import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.replicas.Placement.Split;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Value;
import java.util.List;

/** How replicas share what picks elements by computed positions, and what adds to them. */
final class IndexingSpreads {
  private IndexingSpreads() {}

  static OpTable<Site, Spread> addTo(OpTable<Site, Spread> table) {
    return table
        .on(Indexing.Gather.class, IndexingSpreads::gather)
        .on(Indexing.ScatterAdd.class, IndexingSpreads::scatterAdd);
  }

  private static Spread gather(Indexing.Gather op, Site s) {
    Split data = s.split(0);
    if (data != null && data.axis() != op.axis()) {
      int moved = data.axis() < op.axis() ? 0 : s.type(1).rank() - 1;
      return s.keep(data.at(data.axis() + moved), op);
    }
    Split indices = s.split(1);
    if (indices != null) {
      return Spread.of(
          List.of(Placement.WHOLE, indices), List.of(indices.at(indices.axis() + op.axis())), op);
    }
    return data != null && data.outer() == 1 && s.type(0).dtype().isFloating()
        ? new Spread(
            List.of(data, Placement.WHOLE),
            List.of(Placement.SUM),
            (b, operands, share) -> List.of(own(b, op.axis(), operands, data, share)))
        : s.whole();
  }

  /** What a replica has of the elements picked, and zeros for those that others have. */
  private static Value own(
      GraphBuilder builder, int axis, List<Value> operands, Split data, Share share) {
    Primitives p = new Primitives(builder);
    long first = share.first() * data.unit();
    Value local = p.add(operands.get(1), -first);
    Value zero = p.scalarLike(local, 0);
    Value end = p.scalarLike(local, share.count() * data.unit());
    Value picked = p.gather(operands.get(0), local, axis);
    // Positions before the first element count as the first one, those past the end as the last.
    Value masked = picked;
    if (share.first() > 0) {
      masked = only(p, p.lessEqual(zero, local), masked, axis);
    }
    if (share.first() + share.count() < share.total()) {
      masked = only(p, p.less(local, end), masked, axis);
    }
    return masked;
  }

  private static Value only(Primitives p, Value inside, Value picked, int axis) {
    long[] dims = new long[picked.type().rank() - axis];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = i < inside.type().rank() ? inside.type().dim(i) : 1;
    }
    return p.where(p.reshape(inside, new Shape(dims)), picked, p.scalarLike(picked, 0));
  }

  /** The operand is added once, by the first replica. */
  private static Spread scatterAdd(Indexing.ScatterAdd op, Site s) {
    Split updates = s.split(2);
    if (updates != null && updates.axis() > 0) {
      return Spread.of(List.of(updates, Placement.WHOLE, updates), List.of(updates), op);
    }
    Split rows = updates != null ? updates : s.split(1);
    return rows == null
        ? s.whole()
        : Spread.of(List.of(Placement.SUM, rows, rows), List.of(Placement.SUM), op);
  }
}
