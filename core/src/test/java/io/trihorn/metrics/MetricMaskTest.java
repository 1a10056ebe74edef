package io.trihorn.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.gradient.Evaluate;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Masks of predictions, which as in Keras count for metrics where there are sample weights. */
class MetricMaskTest {
  private final GraphBuilder builder = new GraphBuilder();
  private final Trace trace = new Trace(builder, false);
  private final Tensor truth = constant(0, 0, 0, 0);
  private final Tensor prediction = constant(1, 2, 3, 4);

  private Tensor constant(float... values) {
    return Tensor.constant(builder, TensorData.of(values, 2, 2));
  }

  /** The mean absolute error of one batch, the second prediction masked. */
  private double result(Tensor weights) {
    TensorData mask = TensorData.of(new boolean[] {true, false, true, true}, 2, 2);
    trace.setMask(prediction, Tensor.constant(builder, mask));
    Metric metric = Metric.of((t, p) -> Ops.abs(Ops.subtract(p, t)));
    metric.update(trace, truth, prediction, weights);
    Tensor mean = metric.result(trace);
    metric
        .variables()
        .forEach(
            w -> builder.replace(builder.read(w.variable()), builder.scalar(w.type().dtype(), 0)));
    return Evaluate.graph(builder.build(List.of(mean.value())), List.of()).get(0).getDouble(0);
  }

  @Test
  void withWeightsTheMaskCounts() {
    assertEquals((1 + 3 * 2 + 4) / 4.0, result(constant(1, 1, 2, 1)), 1e-6);
  }

  @Test
  void withoutWeightsItDoesNot() {
    assertEquals((1 + 2 + 3 + 4) / 4.0, result(null), 1e-6);
  }
}
