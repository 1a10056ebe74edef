package io.trihorn.graph.gradient;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A term of an invariant's gradient that need not be summed up step by step: one product, or sum,
 * over all steps does it after the loop, and much faster.
 *
 * @param term what one step adds
 * @param core the product or sum that the term is, or is a reshape of
 */
record LaterSum(Value term, Value core) {

  /** The terms of which a step's gradient is the sum. */
  static List<Value> terms(Value gradient) {
    boolean sum =
        gradient.op() instanceof Elementwise.Binary binary
            && binary.kind() == Elementwise.BinaryKind.ADD
            && gradient.node().inputTypes().stream().allMatch(gradient.type()::equals);
    return sum
        ? gradient.node().inputs().stream().flatMap(v -> terms(v).stream()).toList()
        : List.of(gradient);
  }

  /** The term as a product {@code a^T b} of matrices or a sum over some axes; null if neither. */
  static LaterSum of(Value term) {
    Value core = term.op() instanceof Shaping.Reshape ? term.node().input(0) : term;
    boolean product = core.op().equals(new Linear.MatMul(true, false)) && core.type().rank() == 2;
    boolean sum = core.op() instanceof Reduction.Reduce r && r.kind() == ReduceKind.SUM;
    return product || sum ? new LaterSum(term, core) : null;
  }

  /** Whether it is a product. */
  boolean isProduct() {
    return !(core.op() instanceof Reduction);
  }

  /** What it is made of at each step. */
  List<Value> operands() {
    return core.node().inputs();
  }

  /**
   * The sum over all steps.
   *
   * @param stacked the operands of all steps, along a new leading axis
   */
  Value total(Primitives p, List<Value> stacked) {
    if (core.op() instanceof Reduction.Reduce reduce) {
      List<Integer> axes =
          Stream.concat(Stream.of(0), reduce.axes().stream().map(axis -> axis + 1)).toList();
      return p.reshape(p.sum(stacked.get(0), axes, false), shape());
    }
    List<Value> tall = new ArrayList<>();
    for (Value v : stacked) {
      tall.add(p.reshape(v, v.type().dim(0) * v.type().dim(1), v.type().dim(2)));
    }
    return p.reshape(p.matmul(tall.get(0), tall.get(1), true, false), shape());
  }

  private Shape shape() {
    return term.type().shape();
  }
}
