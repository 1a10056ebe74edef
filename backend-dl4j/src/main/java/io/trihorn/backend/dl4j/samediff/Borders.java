package io.trihorn.backend.dl4j.samediff;

import io.trihorn.export.Extents;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The border around what a window moves over. Where it is not the same for all extents it is what
 * {@code padding="same"} asks for, and computed from them.
 *
 * @param low the widths before, for each spatial axis, in each trace
 * @param high the widths behind
 * @param window the window's extents
 * @param strides its steps
 */
record Borders(List<long[]> low, List<long[]> high, List<Long> window, List<Integer> strides) {
  /** Whether there never is one. */
  boolean none() {
    return low.stream().flatMapToLong(LongStream::of).allMatch(w -> w == 0)
        && high.stream().flatMapToLong(LongStream::of).allMatch(w -> w == 0);
  }

  /** The first operand with the border in one value. */
  SDVariable around(Site at, double value) {
    return around(at, at.input(0), value);
  }

  /** Something of the first operand's shape with the border in one value. */
  SDVariable around(Site at, SDVariable x, double value) {
    if (none()) {
      return x;
    }
    List<SDVariable> widths = new ArrayList<>(List.of(at.writer().longs(0, 0)));
    boolean open = false;
    for (int i = 0; i < window.size(); i++) {
      int axis = i;
      long[] before = low.stream().mapToLong(w -> w[axis]).toArray();
      long[] behind = high.stream().mapToLong(w -> w[axis]).toArray();
      boolean varies = Extents.varies(before) || Extents.varies(behind);
      open |= varies;
      widths.addAll(
          varies
              ? computed(at, axis, before, behind)
              : List.of(at.writer().longs(before[0], behind[0])));
    }
    if (!open) {
      return at.writer().pad(x, fixed(low.get(0)), fixed(high.get(0)), value);
    }
    widths.add(at.writer().longs(0, 0));
    SDVariable table = at.sd().reshape(at.writer().concat(widths), window.size() + 2, 2);
    return at.writer().pad(x, table, value);
  }

  private static long[] fixed(long[] widths) {
    long[] all = new long[widths.length + 2];
    System.arraycopy(widths, 0, all, 1, widths.length);
    return all;
  }

  /** The widths before and behind along an open axis. */
  private List<SDVariable> computed(Site at, int axis, long[] before, long[] behind) {
    long step = strides.get(axis);
    long reach = window.get(axis);
    long[] extents = at.shapes().of(at.node().input(0), axis + 1);
    for (int k = 0; k < extents.length; k++) {
      long steps = (extents[k] + step - 1) / step;
      long border = Math.max(0, (steps - 1) * step + reach - extents[k]);
      if (before[k] != border / 2 || behind[k] != border - border / 2) {
        throw at.refused("the border");
      }
    }
    Writer writer = at.writer();
    SDVariable extent = writer.formulas().extent(at.extent(0, axis + 1));
    SDVariable steps =
        at.sd().math.floorDiv(extent.add(writer.longs(step - 1)), writer.longs(step));
    SDVariable needed = steps.mul(writer.longs(step)).add(writer.longs(reach - step));
    SDVariable border = writer.most(needed.sub(extent), writer.longs(0));
    SDVariable half = at.sd().math.floorDiv(border, writer.longs(2));
    return List.of(half, border.sub(half));
  }
}
