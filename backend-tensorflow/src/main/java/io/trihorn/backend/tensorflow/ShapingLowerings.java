package io.trihorn.backend.tensorflow;

import io.trihorn.graph.OpTable;
import io.trihorn.graph.Shaping;
import java.util.Arrays;
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
        .on(Shaping.Broadcast.class, (op, at) -> List.of(broadcast(at)))
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

  /**
   * The kernel joins neighbouring axes that are repeated or not, and then takes five at most: two
   * groups of repeated axes between others.
   */
  private static Wire broadcast(Site at) {
    long[] wanted = at.type().dims();
    long[] given = at.node().input(0).type().dims();
    long[] now = new long[wanted.length];
    Arrays.fill(now, 1);
    System.arraycopy(given, 0, now, wanted.length - given.length, given.length);
    Wire wire = at.input(0);
    do {
      int groups = 0;
      boolean inGroup = false;
      for (int i = 0; i < now.length; i++) {
        boolean repeated = now[i] != wanted[i];
        groups += repeated && !inGroup ? 1 : 0;
        inGroup = repeated;
        now[i] = groups <= 2 ? wanted[i] : now[i];
      }
      wire = at.emit().apply("BroadcastTo", at.type().withShape(now), wire, at.emit().indices(now));
    } while (!Arrays.equals(now, wanted));
    return wire;
  }
}
