package io.trihorn.layers.operations;

import io.trihorn.config.Ellipsis;
import io.trihorn.config.Slice;
import io.trihorn.graph.ShapeException;
import io.trihorn.ops.Joining;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** {@code x[key]}: places, slices, the ellipsis, new axes, and one tensor of places. */
final class Indexing {
  private Indexing() {}

  static Tensor getItem(Arguments a) {
    Tensor x = a.x();
    List<Object> keys = new ArrayList<>();
    if (a.get("key") instanceof List<?> list) {
      keys.addAll(list);
    } else {
      keys.add(a.get("key"));
    }
    spread(keys, x.rank());
    Tensor y = x;
    int axis = 0;
    for (Object key : keys) {
      if (key == null) {
        y = Shapes.expandDims(y, axis++);
      } else if (key instanceof Slice slice) {
        y = cut(y, axis++, slice);
      } else if (Arguments.known(key) instanceof Number place) {
        y = Shapes.index(y, axis, inside(place.longValue(), y.dim(axis)));
      } else if (key instanceof Tensor places) {
        y = Joining.take(y, places, axis);
        axis += places.rank();
      } else {
        throw a.unsupported("cannot index with " + key);
      }
    }
    return y;
  }

  /** As many whole slices in place of the ellipsis, or at the end, as there are axes left. */
  private static void spread(List<Object> keys, int rank) {
    int used = (int) keys.stream().filter(k -> k != null && k != Ellipsis.ELLIPSIS).count();
    int at = keys.indexOf(Ellipsis.ELLIPSIS);
    if (at >= 0) {
      keys.remove(at);
    }
    if (used > rank) {
      throw new ShapeException("GetItem: %d places in a tensor of rank %d".formatted(used, rank));
    }
    keys.addAll(at < 0 ? keys.size() : at, Collections.nCopies(rank - used, Slice.ALL));
  }

  private static long inside(long place, long extent) {
    long positive = place < 0 ? place + extent : place;
    if (positive < 0 || positive >= extent) {
      throw new ShapeException("GetItem: there is no place %d of %d".formatted(place, extent));
    }
    return positive;
  }

  private static Tensor cut(Tensor x, int axis, Slice slice) {
    long step = slice.step() == null ? 1 : whole(slice.step());
    if (step < 0) {
      // Backwards is forwards in the flipped tensor.
      long extent = x.dim(axis);
      Object start = slice.start() == null ? null : extent - 1 - bound(slice.start(), extent);
      Object stop = slice.stop() == null ? null : extent - 1 - bound(slice.stop(), extent);
      return forward(Shapes.flip(x, axis), axis, start, stop, -step);
    }
    return forward(x, axis, slice.start(), slice.stop(), step);
  }

  private static long bound(Object place, long extent) {
    long at = whole(place);
    return at < 0 ? at + extent : at;
  }

  private static Tensor forward(Tensor x, int axis, Object start, Object stop, long step) {
    long extent = x.dim(axis);
    long from = start == null ? 0 : clamp(bound(start, extent), extent);
    long to = stop == null ? extent : clamp(bound(stop, extent), extent);
    if (from == 0 && to == extent && step == 1) {
      return x;
    }
    long[] starts = new long[x.rank()];
    long[] limits = x.type().dims();
    long[] strides = new long[x.rank()];
    Arrays.fill(strides, 1);
    starts[axis] = from;
    limits[axis] = Math.max(from, to);
    strides[axis] = step;
    return Shapes.slice(x, starts, limits, strides);
  }

  private static long clamp(long place, long extent) {
    return Math.max(0, Math.min(extent, place));
  }

  private static long whole(Object value) {
    if (Arguments.known(value) instanceof Number n) {
      return n.longValue();
    }
    throw new ShapeException(
        "GetItem: a bound that is a tensor would make the shape depend on values; use Slice");
  }
}
