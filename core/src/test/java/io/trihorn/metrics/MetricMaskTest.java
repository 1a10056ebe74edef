package io.trihorn.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.gradient.Evaluate;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Masks of predictions in metrics, with and without sample weights. Values are Keras 3.15's. */
class MetricMaskTest {
  private static final boolean[] MASK = {true, true, false, true, false, true};
  private static final float[] WEIGHTS = {1, 2, 3, .5f, 1, 2};
  private final GraphBuilder builder = new GraphBuilder();
  private final Trace trace = new Trace(builder, false);
  private final Tensor labels =
      Tensor.constant(builder, TensorData.of(new int[] {1, 0, 0, 2, 0, 2}, 2, 3));
  private final Tensor classes =
      constant(
          new float[] {
            .2f, .5f, .3f, .1f, .1f, .8f, .6f, .3f, .1f, .3f, .3f, .4f, .7f, .2f, .1f, .25f, .5f,
            .25f
          },
          2,
          3,
          3);
  private final Tensor ones = constant(new float[] {1, 1, 1, 1, 1, 1}, 2, 3, 1);
  private final Tensor numbers = constant(new float[] {1, 2, 3, 4, 5, 6}, 2, 3, 1);

  private Tensor constant(float[] values, long... dims) {
    return Tensor.constant(builder, TensorData.of(values, dims));
  }

  private double result(
      Metric metric, Tensor truth, Tensor prediction, boolean masked, boolean weighted) {
    if (masked) {
      trace.setMask(prediction, Tensor.constant(builder, TensorData.of(MASK, 2, 3)));
    }
    metric.update(trace, truth, prediction, weighted ? constant(WEIGHTS, 2, 3) : null);
    Tensor mean = metric.result(trace);
    metric
        .variables()
        .forEach(
            w -> builder.replace(builder.read(w.variable()), builder.scalar(w.type().dtype(), 0)));
    return Evaluate.graph(builder.build(List.of(mean.value())), List.of()).get(0).getDouble(0);
  }

  @Test
  void withoutWeightsTheMaskCounts() {
    assertEquals(
        0.5, result(Metrics.get("SparseCategoricalAccuracy"), labels, classes, true, false), 1e-6);
  }

  @Test
  void withWeightsTheMaskCounts() {
    assertEquals(
        0.272727,
        result(Metrics.get("SparseCategoricalAccuracy"), labels, classes, true, true),
        1e-6);
  }

  @Test
  void errorsOfNumbers() {
    assertEquals(8.75, result(Metrics.get("mse"), ones, numbers, true, false), 1e-5);
  }

  @Test
  void anIgnoredClassCountsAsZeroWithoutMaskAndWeights() {
    assertEquals(0.4992887, result(ignoringZero(), labels, classes, false, false), 1e-6);
  }

  @Test
  void anIgnoredClassIsLeftOutOfAMask() {
    assertEquals(0.9985774, result(ignoringZero(), labels, classes, true, false), 1e-6);
  }

  @Test
  void anIgnoredClassIsLeftOutOfWeights() {
    assertEquals(1.1211089, result(ignoringZero(), labels, classes, false, true), 1e-6);
  }

  private static Metric ignoringZero() {
    return Metrics.sparseCategoricalCrossentropy().ignoreClass(0);
  }

  @Test
  void theRootOfSquaresHasNoMask() {
    assertEquals(3.0276504, result(Metrics.get("rmse"), ones, numbers, true, false), 1e-6);
    assertEquals(2.9824047, result(Metrics.get("rmse"), ones, numbers, true, true), 1e-6);
  }

  @Test
  void theMeanOfPredictionsHasAMaskWhereThereAreWeights() {
    Tensor values = constant(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    assertEquals(3.5, result(new Mean(), null, values, true, false), 1e-6);
    Tensor again = constant(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    assertEquals(3.4545455, result(new Mean(), null, again, true, true), 1e-6);
  }
}
