package io.trihorn.backend.replicas;

import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.replicas.Placement.Split;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Value;
import java.util.List;

/** How replicas share what picks elements by computed positions. */
final class GatherSpread {
  private GatherSpread() {}

  /** Where the axis is in parts, each picks what it has; what others have is a zero. */
  static Spread of(Indexing.Gather op, Site s) {
    Split data = s.split(0);
    boolean parts =
        s.split(1) == null
            && data != null
            && data.axis() == op.axis()
            && data.outer() == 1
            && s.type(0).dtype().isFloating();
    return parts
        ? new Spread(
            List.of(data, Placement.WHOLE),
            List.of(Placement.SUM),
            (b, operands, share) -> List.of(own(b, op.axis(), operands, data, share)))
        : Spreads.byAxes(op, s);
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
}
