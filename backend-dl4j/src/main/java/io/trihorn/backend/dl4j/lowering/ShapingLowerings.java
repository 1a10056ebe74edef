package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Shaping;
import java.util.List;

/**
 * Lowerings of {@link Shaping}. Most give a view, which is copied only when a step needs dense
 * memory, and then at most once.
 */
final class ShapingLowerings {
  private ShapingLowerings() {}

  static void addTo(OpTable<Lowering, List<Ref>> table) {
    table
        .on(Shaping.Reshape.class, (op, l) -> List.of(l.emit().reshape(l.in(0), l.type().dims())))
        .on(Shaping.Transpose.class, (op, l) -> List.of(l.in(0).transpose(op.permutation())))
        .on(Shaping.Broadcast.class, (op, l) -> List.of(l.in(0).broadcast(op.shape().getShape())))
        .on(Shaping.Slice.class, (op, l) -> List.of(slice(op, l)))
        .on(Shaping.Reverse.class, (op, l) -> List.of(reverse(op, l.in(0))))
        .on(Shaping.Pad.class, (op, l) -> List.of(pad(op, l)))
        .on(Shaping.Concat.class, (op, l) -> List.of(concat(op, l)))
        .on(Shaping.Split.class, (op, l) -> l.in(0).parts(op.axis(), op.sizes()));
  }

  private static long[] array(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private static Ref slice(Shaping.Slice op, Lowering l) {
    return l.in(0).box(array(op.starts()), l.type().dims(), array(op.strides()));
  }

  private static Ref reverse(Shaping.Reverse op, Ref x) {
    Ref result = x;
    for (int axis : op.axes()) {
      result = result.reverse(axis);
    }
    return result;
  }

  private static Ref pad(Shaping.Pad op, Lowering l) {
    Ref result = l.result();
    l.emit().fill(result, op.value());
    l.emit().copy(l.in(0), result.box(array(op.low()), l.in(0).shape()));
    return result;
  }

  private static Ref concat(Shaping.Concat op, Lowering l) {
    Ref result = l.result();
    List<Long> extents = l.inputs().stream().map(x -> x.dim(op.axis())).toList();
    List<Ref> parts = result.parts(op.axis(), extents);
    for (int i = 0; i < parts.size(); i++) {
      l.emit().copy(l.in(i), parts.get(i));
    }
    return result;
  }
}
