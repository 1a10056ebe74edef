package io.trihorn.graph.gradient;

import io.trihorn.graph.Primitives;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Gradient rules of the ops that move or repeat elements. */
final class ShapingVjps {
  private ShapingVjps() {}

  static List<Value> slice(Shaping.Slice op, Vjp v) {
    Value spread = v.g();
    List<Long> low = new ArrayList<>();
    List<Long> high = new ArrayList<>();
    for (int i = 0; i < op.starts().size(); i++) {
      long room = v.type(0).dim(i) - op.starts().get(i);
      spread = spread(v.p(), spread, i, op.strides().get(i), room);
      low.add(op.starts().get(i));
      high.add(room - spread.type().dim(i));
    }
    return List.of(v.p().pad(spread, low, high, 0));
  }

  /** Puts zeros between the elements along an axis, and cuts off what exceeds the room. */
  private static Value spread(Primitives p, Value x, int axis, long stride, long room) {
    if (stride == 1) {
      return x;
    }
    List<Long> dims = new ArrayList<>();
    for (long d : x.type().dims()) {
      dims.add(d);
    }
    dims.add(axis + 1, 1L);
    List<Long> none = Collections.nCopies(dims.size(), 0L);
    List<Long> gaps = new ArrayList<>(none);
    gaps.set(axis + 1, stride - 1);
    Value column = p.reshape(x, dims.stream().mapToLong(Long::longValue).toArray());
    long[] wide = x.type().dims();
    wide[axis] *= stride;
    Value spread = p.reshape(p.pad(column, none, gaps, 0), wide);
    return p.slice(spread, axis, 0, Math.min(room, wide[axis]));
  }

  static List<Value> pad(Shaping.Pad op, Vjp v) {
    List<Long> limits = new ArrayList<>();
    for (int i = 0; i < op.low().size(); i++) {
      limits.add(op.low().get(i) + v.type(0).dim(i));
    }
    return List.of(v.p().slice(v.g(), op.low(), limits, Collections.nCopies(limits.size(), 1L)));
  }

  static List<Value> concat(Shaping.Concat op, Vjp v) {
    List<Long> sizes = v.node().inputTypes().stream().map(t -> t.dim(op.axis())).toList();
    return v.p().split(v.g(), op.axis(), sizes);
  }

  static List<Value> split(Shaping.Split op, Vjp v) {
    List<Value> parts = IntStream.range(0, op.sizes().size()).mapToObj(v::gradientOrZero).toList();
    return List.of(v.p().concat(parts, op.axis()));
  }
}
