package io.trihorn.backend.tensorflow;

import io.trihorn.graph.OpTable;
import io.trihorn.graph.Shaping;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

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
        .on(Shaping.Broadcast.class, (op, at) -> List.of(broadcast(at, at.input(0))))
        .on(
            Shaping.Slice.class,
            (op, at) ->
                List.of(at.emit().slice(at.input(0), op.starts(), op.limits(), op.strides())))
        .on(Shaping.Reverse.class, (op, at) -> at.by("ReverseV2", at.emit().ints(op.axes())))
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
  private static Wire broadcast(Site at, Wire x) {
    long[] wanted = at.type().dims();
    int rank = wanted.length;
    long[] dims = LongStream.range(0, rank).map(i -> 1).toArray();
    System.arraycopy(x.dims(), 0, dims, rank - x.rank(), x.rank());
    IntPredicate repeated = i -> i >= 0 && dims[i] != wanted[i];
    IntStream groups =
        IntStream.range(0, rank).filter(i -> repeated.test(i) && !repeated.test(i - 1));
    int end = groups.skip(2).findFirst().orElse(rank);
    System.arraycopy(wanted, 0, dims, 0, end);
    Wire indices = at.emit().indices(dims);
    Wire wire = at.emit().apply("BroadcastTo", x.type().withShape(dims), x, indices);
    return end == rank ? wire : broadcast(at, wire);
  }
}
