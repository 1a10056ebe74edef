package io.trihorn.backend.dl4j.samediff;

import io.trihorn.export.BatchDependence;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.transforms.custom.TopK;

/**
 * Ops that move, repeat or pick elements. Adding to picked elements is not among them: with ND4J
 * 1.0.0-M2.1, graphs that do so end the process.
 */
final class ShapingRules {
  private ShapingRules() {}

  static void addTo(OpTable<Site, List<SDVariable>> table) {
    table
        .on(
            Shaping.Reshape.class,
            (op, at) -> List.of(at.writer().reshape(at.input(0), at.target())))
        .on(
            Shaping.Transpose.class,
            (op, at) -> List.of(at.sd().permute(at.input(0), ints(op.permutation()))))
        .on(
            Shaping.Broadcast.class,
            (op, at) -> List.of(at.writer().broadcast(at.input(0), at.target())))
        .on(Shaping.Slice.class, (op, at) -> List.of(slice(op, at)))
        .on(
            Shaping.Reverse.class,
            (op, at) -> List.of(at.sd().reverse(at.input(0), ints(op.axes()))))
        .on(
            Shaping.Pad.class,
            (op, at) ->
                List.of(
                    at.writer().pad(at.input(0), longs(op.low()), longs(op.high()), op.value())))
        .on(
            Shaping.Concat.class,
            (op, at) ->
                List.of(
                    at.inputs().size() == 1
                        ? at.input(0)
                        : at.sd().concat(op.axis(), at.inputs().toArray(SDVariable[]::new))))
        .on(Shaping.Split.class, ShapingRules::split)
        .on(Indexing.Gather.class, (op, at) -> List.of(gather(op, at)))
        .on(Indexing.TopK.class, ShapingRules::topK);
  }

  private static SDVariable slice(Shaping.Slice op, Site at) {
    TensorType type = at.inputType(0);
    Long[] limits = new Long[type.rank()];
    for (int i = 0; i < type.rank(); i++) {
      boolean whole = op.limits().get(i) == type.dim(i);
      if (at.shapes().grows(at.node().input(0), i) && !whole) {
        throw new BatchDependence("layer '" + at.node().scope() + "' slices along the batch");
      }
      limits[i] = whole ? null : op.limits().get(i);
    }
    return at.writer().slice(at.input(0), longs(op.starts()), limits, longs(op.strides()));
  }

  private static List<SDVariable> split(Shaping.Split op, Site at) {
    int rank = at.inputType(0).rank();
    List<SDVariable> parts = new ArrayList<>();
    long start = 0;
    for (long size : op.sizes()) {
      long[] starts = new long[rank];
      Long[] limits = new Long[rank];
      starts[op.axis()] = start;
      start += size;
      limits[op.axis()] = start;
      long[] steps = LongStream.generate(() -> 1).limit(rank).toArray();
      parts.add(at.writer().slice(at.input(0), starts, limits, steps));
    }
    return parts;
  }

  private static SDVariable gather(Indexing.Gather op, Site at) {
    SDVariable indices = clamped(at, 1, at.inputType(0).dim(op.axis()));
    return at.writer().gather(at.input(0), indices, op.axis());
  }

  private static SDVariable clamped(Site at, int input, long extent) {
    var dtype = at.inputType(input).dtype();
    SDVariable last = at.writer().scalar(dtype, extent - 1);
    SDVariable first = at.writer().scalar(dtype, 0);
    return at.sd().max(at.sd().min(at.input(input), last), first);
  }

  private static List<SDVariable> topK(Indexing.TopK op, Site at) {
    SDVariable[] results = new TopK(at.sd(), at.input(0), op.k(), true).outputVariables();
    return List.of(results[0], results[1].castTo(DataType.INT32));
  }

  static long[] longs(List<Long> list) {
    return list.stream().mapToLong(Long::longValue).toArray();
  }

  static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
