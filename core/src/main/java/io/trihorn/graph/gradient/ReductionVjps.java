package io.trihorn.graph.gradient;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Permutations;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Gradient rules of the ops that reduce or accumulate. */
final class ReductionVjps {
  private ReductionVjps() {}

  static List<Value> reduce(Reduction.Reduce op, Vjp v) {
    Primitives p = v.p();
    Value x = v.x(0);
    Shape kept = keptShape(x.type(), op.axes());
    Value g = p.reshape(v.g(), kept);
    Value result =
        switch (op.kind()) {
          case SUM -> p.broadcast(g, x.type().shape());
          case MEAN -> {
            double count = (double) x.type().size() / Math.max(1, v.y().type().size());
            yield p.broadcast(p.mul(g, 1 / count), x.type().shape());
          }
          case MAX, MIN -> extreme(p, x, p.reshape(v.y(), kept), g, op.axes());
          case PROD -> p.mul(g, others(p, x, op.axes()));
          case ANY, ALL -> null;
        };
    return Collections.singletonList(result);
  }

  /** Each element is in the sums from its own on: those of the gradients, added from the end. */
  static List<Value> cumSum(Reduction.CumSum op, Vjp v) {
    List<Integer> axis = List.of(op.axis());
    Value fromEnd = v.p().builder().add(op, v.p().reverse(v.g(), axis));
    return List.of(v.p().reverse(fromEnd, axis));
  }

  private static Shape keptShape(TensorType x, List<Integer> axes) {
    long[] dims = x.dims();
    axes.forEach(axis -> dims[axis] = 1);
    return new Shape(dims);
  }

  /** Equal shares for all elements that are the extreme one. */
  private static Value extreme(Primitives p, Value x, Value y, Value g, List<Integer> axes) {
    Value hit = p.equal(x, y);
    Value count = p.sum(p.cast(hit, x.dtype()), axes, true);
    return p.where(hit, p.div(g, count), p.scalarLike(g, 0));
  }

  /**
   * The product of all other elements along the axes, without division, so that zeros do no harm
   * and the result can be differentiated again.
   */
  private static Value others(Primitives p, Value x, List<Integer> axes) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < x.type().rank(); i++) {
      if (!axes.contains(i)) {
        order.add(i);
      }
    }
    long count = 1;
    for (int axis : axes) {
      order.add(axis);
      count *= x.type().dim(axis);
    }
    Value moved = p.transpose(x, order);
    Value rows = p.reshape(moved, count == 0 ? 0 : x.type().size() / count, count);
    Value before = productsBefore(p, rows, count);
    Value after = p.reverse(productsBefore(p, p.reverse(rows, List.of(1)), count), List.of(1));
    Value result = p.reshape(p.mul(before, after), moved.type().shape());
    return p.transpose(result, Permutations.inverse(order));
  }

  /** The exclusive products along the last axis of a matrix, by doubling steps. */
  private static Value productsBefore(Primitives p, Value rows, long count) {
    Value product = shifted(p, rows, 1, count);
    for (long step = 1; step < count; step *= 2) {
      product = p.mul(product, shifted(p, product, step, count));
    }
    return product;
  }

  /** Columns moved to the right, ones coming in. */
  private static Value shifted(Primitives p, Value rows, long by, long count) {
    long kept = Math.max(0, count - by);
    return p.pad(p.slice(rows, 1, 0, kept), List.of(0L, count - kept), List.of(0L, 0L), 1);
  }
}
