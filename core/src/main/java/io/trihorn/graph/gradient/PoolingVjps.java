package io.trihorn.graph.gradient;

import io.trihorn.graph.Pooling;
import io.trihorn.graph.Pooling.PoolSpec;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;

/** Gradient rules of pooling and of its gradients. */
final class PoolingVjps {
  private PoolingVjps() {}

  /**
   * With respect to the output gradient: each window picks the cotangent at its largest element.
   * The other two operands only decide which that is.
   */
  static List<Value> maxPoolGradient(Pooling.MaxPoolGradient op, Vjp v) {
    return v.each(null, null, () -> picked(op.spec(), v));
  }

  private static Value picked(PoolSpec spec, Vjp v) {
    Primitives p = v.p();
    Value y = v.x(1);
    List<Long> low = perAxis(spec, spec.padLow(), 0);
    List<Long> high = perAxis(spec, spec.padHigh(), 0);
    // NaN equals nothing: padding is never picked.
    Value x = p.pad(v.x(0), low, high, Double.NaN);
    Value cotangent = p.pad(v.g(), low, high, 0);
    Value result = p.fullLike(y, 0);
    // From the last tap to the first, so that the first of equals has the last word.
    List<List<Integer>> taps = taps(spec.window());
    Collections.reverse(taps);
    for (List<Integer> tap : taps) {
      Value hit = p.equal(tapped(p, spec, x, y, tap), y);
      result = p.where(hit, tapped(p, spec, cotangent, y, tap), result);
    }
    return result;
  }

  /** What all windows have at one of their positions, in the shape of the output. */
  private static Value tapped(
      Primitives p, PoolSpec spec, Value padded, Value y, List<Integer> tap) {
    List<Long> starts = perAxis(spec, tap, 0);
    List<Long> strides = perAxis(spec, spec.strides(), 1);
    List<Long> limits = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      limits.add(starts.get(i) + (y.type().dim(i) - 1) * strides.get(i) + 1);
    }
    return p.slice(padded, starts, limits, strides);
  }

  /** Numbers for the spatial axes as a list for all axes. */
  private static List<Long> perAxis(PoolSpec spec, List<Integer> spatial, long others) {
    List<Long> all = new ArrayList<>(Collections.nCopies(spec.spatialRank() + 2, others));
    for (int i = 0; i < spatial.size(); i++) {
      all.set(spec.layout().firstSpatialAxis() + i, (long) spatial.get(i));
    }
    return all;
  }

  /** All positions in a window, in row-major order. */
  private static List<List<Integer>> taps(List<Integer> window) {
    long count = window.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    return new ArrayList<>(
        LongStream.range(0, count).mapToObj(index -> position(index, window)).toList());
  }

  private static List<Integer> position(long index, List<Integer> window) {
    Integer[] at = new Integer[window.size()];
    long rest = index;
    for (int i = at.length - 1; i >= 0; i--) {
      at[i] = (int) (rest % window.get(i));
      rest /= window.get(i);
    }
    return List.of(at);
  }
}
