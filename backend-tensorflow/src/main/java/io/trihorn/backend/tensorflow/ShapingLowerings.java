package io.trihorn.backend.tensorflow;

import io.trihorn.graph.OpTable;
import io.trihorn.graph.Shaping;
import java.util.List;

/** Lowerings of the ops that move or repeat elements. */
final class ShapingLowerings {
  private ShapingLowerings() {}

  static void addTo(OpTable<Site, List<Wire>> table) {
    table
        .on(
            Shaping.Reshape.class,
            (op, at) -> List.of(at.emit().reshape(at.input(0), at.type().dims())))
        .on(
            Shaping.Transpose.class,
            (op, at) -> List.of(at.emit().transpose(at.input(0), op.permutation())))
        .on(
            Shaping.Broadcast.class,
            (op, at) ->
                List.of(
                    at.emit()
                        .apply(
                            "BroadcastTo",
                            at.type(),
                            at.input(0),
                            at.emit().indices(at.type().dims()))))
        .on(
            Shaping.Slice.class,
            (op, at) ->
                List.of(at.emit().slice(at.input(0), op.starts(), op.limits(), op.strides())))
        .on(
            Shaping.Reverse.class,
            (op, at) ->
                List.of(
                    at.emit()
                        .apply("ReverseV2", at.type(), at.input(0), at.emit().ints(op.axes()))))
        .on(
            Shaping.Pad.class,
            (op, at) -> List.of(at.emit().pad(at.input(0), op.low(), op.high(), op.value())))
        .on(Shaping.Concat.class, (op, at) -> List.of(at.emit().concat(at.inputs(), op.axis())))
        .on(Shaping.Split.class, (op, at) -> at.emit().split(at.input(0), op.axis(), op.sizes()));
  }
}
