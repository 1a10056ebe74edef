package io.trihorn.backend.dl4j.samediff;

import io.trihorn.export.Extents;
import io.trihorn.export.Extents.Formula;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Shaping;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
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
        .on(Shaping.Reshape.class, (op, at) -> at.toTarget(Writer::reshape))
        .on(Shaping.Transpose.class, (op, at) -> at.along(SameDiff::permute, op.permutation()))
        .on(Shaping.Broadcast.class, (op, at) -> at.toTarget(Writer::broadcast))
        .on(Shaping.Slice.class, (op, at) -> List.of(slice(op, at)))
        .on(Shaping.Reverse.class, (op, at) -> at.along(SameDiff::reverse, op.axes()))
        .on(Shaping.Pad.class, (op, at) -> List.of(pad(op, at)))
        .on(Shaping.Concat.class, (op, at) -> List.of(at.writer().concat(at.inputs(), op.axis())))
        .on(Shaping.Split.class, (op, at) -> at.writer().parts(at.input(0), op.axis(), op.sizes()))
        .on(Indexing.Gather.class, (op, at) -> List.of(gather(op, at)))
        .on(Indexing.TopK.class, ShapingRules::topK);
  }

  private static SDVariable pad(Shaping.Pad op, Site at) {
    List<Formula> low = at.formulas(at.each(Shaping.Pad.class, Shaping.Pad::low));
    List<Formula> high = at.formulas(at.each(Shaping.Pad.class, Shaping.Pad::high));
    List<Formula> table = new ArrayList<>();
    for (int i = 0; i < low.size(); i++) {
      table.add(low.get(i));
      table.add(high.get(i));
    }
    if (table.stream().allMatch(f -> f.sources().isEmpty())) {
      return at.writer().pad(at.input(0), longs(op.low()), longs(op.high()), op.value());
    }
    SDVariable widths = at.sd().reshape(at.writer().formulas().list(table), low.size(), 2);
    return at.writer().pad(at.input(0), widths, op.value());
  }

  /** Along an open axis a place is counted from the beginning or from the end. */
  private static SDVariable slice(Shaping.Slice op, Site at) {
    List<long[]> starts = at.each(Shaping.Slice.class, Shaping.Slice::starts);
    List<long[]> limits = at.each(Shaping.Slice.class, Shaping.Slice::limits);
    int rank = at.inputType(0).rank();
    long[] first = new long[rank];
    Long[] last = new Long[rank];
    for (int i = 0; i < rank; i++) {
      int axis = i;
      long[] extents = at.shapes().of(at.node().input(0), axis);
      first[i] = place(starts.stream().mapToLong(s -> s[axis]).toArray(), extents, at);
      long end = place(limits.stream().mapToLong(s -> s[axis]).toArray(), extents, at);
      boolean whole = end == 0 || end == extents[0] && !Extents.varies(extents);
      last[i] = whole ? null : Long.valueOf(end);
    }
    return at.writer().slice(at.input(0), first, last, longs(op.strides()));
  }

  /** A place that is always the same, or its distance from the end, which is negative or 0. */
  private static long place(long[] seen, long[] extents, Site at) {
    if (!Extents.varies(seen)) {
      return seen[0];
    }
    long[] fromEnd = IntStream.range(0, seen.length).mapToLong(k -> seen[k] - extents[k]).toArray();
    if (Extents.varies(fromEnd)) {
      throw at.refused("a place that is sliced");
    }
    return fromEnd[0];
  }

  private static SDVariable gather(Indexing.Gather op, Site at) {
    var dtype = at.inputType(1).dtype();
    SDVariable extent = at.writer().formulas().extent(at.extent(0, op.axis()));
    SDVariable last = at.writer().cast(at.writer().add(extent, at.writer().longs(-1)), dtype);
    SDVariable limit = at.writer().reshape(last);
    SDVariable first = at.writer().scalar(dtype, 0);
    SDVariable indices = at.sd().max(at.sd().min(at.input(1), limit), first);
    return at.writer().gather(at.input(0), indices, op.axis());
  }

  private static List<SDVariable> topK(Indexing.TopK op, Site at) {
    SDVariable[] results = new TopK(at.sd(), at.input(0), op.k(), true).outputVariables();
    return List.of(results[0], results[1].castTo(DataType.INT32));
  }

  static long[] longs(List<Long> list) {
    return list.stream().mapToLong(Long::longValue).toArray();
  }
}
