package io.trihorn.optimizers;

import io.trihorn.graph.Elementwise;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counting steps, and doing something in some of them only. */
final class Steps {
  private Steps() {}

  /** {@code x / n} of integers that are not negative, rounded down. */
  static Tensor quotient(Tensor x, long n) {
    Elementwise.Binary divide = new Elementwise.Binary(Elementwise.BinaryKind.DIV);
    return x.with(x.builder().add(divide, x.value(), x.scalar(n).value()));
  }

  /** What is left of {@code x / n}. */
  static Tensor remainder(Tensor x, long n) {
    return Ops.subtract(x, Ops.multiply(quotient(x, n), n));
  }

  /**
   * Traces some updates, and keeps them only where a boolean scalar holds when the program runs.
   */
  static void onlyIf(Trace trace, Tensor condition, List<Weight> touched, Runnable updates) {
    Map<Weight, Tensor> before = new HashMap<>();
    touched.forEach(w -> before.put(w, trace.read(w.variable())));
    updates.run();
    for (Weight w : touched) {
      Tensor after = trace.read(w.variable());
      if (!after.value().equals(before.get(w).value())) {
        trace.assign(w.variable(), Ops.where(condition, after, before.get(w)));
      }
    }
  }
}
