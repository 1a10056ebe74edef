package io.trihorn.backend.dl4j.samediff;

import io.trihorn.export.Extents;
import io.trihorn.graph.Pooling.PoolSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The border around what a window moves over. Where it is not the same for all extents it is what
 * {@code padding="same"} asks for, and computed from them.
 *
 * @param windows what moves, in each trace
 */
record Borders(List<PoolSpec> windows) {
  /** Whether there never is one. */
  boolean none() {
    return windows.stream()
        .flatMap(w -> Stream.concat(w.padLow().stream(), w.padHigh().stream()))
        .allMatch(width -> width == 0);
  }

  private PoolSpec first() {
    return windows.get(0);
  }

  /** The widths along an axis in each trace. */
  private long[] widths(Function<PoolSpec, List<Integer>> side, int axis) {
    return windows.stream().mapToLong(w -> side.apply(w).get(axis)).toArray();
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
    for (int axis = 0; axis < first().spatialRank(); axis++) {
      long[] before = widths(PoolSpec::padLow, axis);
      long[] behind = widths(PoolSpec::padHigh, axis);
      boolean varies = Extents.varies(before) || Extents.varies(behind);
      open |= varies;
      widths.addAll(
          varies
              ? computed(at, axis, before, behind)
              : List.of(at.writer().longs(before[0], behind[0])));
    }
    if (!open) {
      return at.writer().pad(x, fixed(first().padLow()), fixed(first().padHigh()), value);
    }
    widths.add(at.writer().longs(0, 0));
    SDVariable table = at.sd().reshape(at.writer().concat(widths), first().spatialRank() + 2, 2);
    return at.writer().pad(x, table, value);
  }

  private static long[] fixed(List<Integer> widths) {
    long[] all = new long[widths.size() + 2];
    Arrays.setAll(all, i -> i == 0 || i > widths.size() ? 0 : widths.get(i - 1));
    return all;
  }

  /** The widths before and behind along an open axis. */
  private List<SDVariable> computed(Site at, int axis, long[] before, long[] behind) {
    long step = first().strides().get(axis);
    long reach = first().window().get(axis);
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
