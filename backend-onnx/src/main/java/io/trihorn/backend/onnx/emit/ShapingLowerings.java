package io.trihorn.backend.onnx.emit;

import static io.trihorn.backend.onnx.emit.Attributes.integer;

import io.trihorn.graph.OpTable;
import io.trihorn.graph.Shaping;
import java.util.List;

/** Lowerings of the ops that move or repeat elements. */
final class ShapingLowerings {
  private ShapingLowerings() {}

  static void register(OpTable<Lowering, List<Operand>> table) {
    table
        .on(Shaping.Reshape.class, (op, l) -> List.of(l.emit().reshape(l.input(0), l.dims())))
        .on(
            Shaping.Transpose.class,
            (op, l) -> List.of(l.emit().transpose(l.input(0), op.permutation())))
        .on(
            Shaping.Broadcast.class,
            (op, l) -> List.of(l.broadcasts().expanded(l.emit(), l.input(0), l.dims())))
        .on(
            Shaping.Slice.class,
            (op, l) ->
                List.of(
                    l.emit()
                        .slice(
                            l.input(0),
                            longs(op.starts()),
                            longs(op.limits()),
                            longs(op.strides()))))
        .on(Shaping.Reverse.class, (op, l) -> List.of(l.emit().reverse(l.input(0), op.axes())))
        .on(Shaping.Pad.class, (op, l) -> List.of(pad(op, l)))
        .on(Shaping.Concat.class, (op, l) -> List.of(l.emit().concat(l.inputs(), op.axis())))
        .on(
            Shaping.Split.class,
            (op, l) ->
                l.by("Split", List.of(l.emit().longs(op.sizes())), integer("axis", op.axis())));
  }

  /** Where a padding would be taken for a pooling's own, the border is put beside the operand. */
  private static Operand pad(Shaping.Pad op, Lowering l) {
    long[] low = longs(op.low());
    long[] high = longs(op.high());
    return l.pooledBorders().contains(l.node().output())
        ? l.emit().framed(l.input(0), low, high, op.value())
        : l.emit().pad(l.input(0), low, high, op.value());
  }

  static long[] longs(List<Long> list) {
    return list.stream().mapToLong(Long::longValue).toArray();
  }
}
