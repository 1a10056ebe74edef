package io.trihorn.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.gradient.Evaluate;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The metrics as functions: Keras 3.15.1's values for two rows of three outputs. */
class MetricFormsTest {
  private final GraphBuilder builder = new GraphBuilder();
  private final Tensor hot = floats(0, 1, 0, 1, 0, 0);
  private final Tensor index = Tensor.constant(builder, TensorData.of(new int[] {1, 0}, 2));
  private final Tensor given = floats(.2f, .7f, .1f, .3f, .3f, .4f);

  private Tensor floats(float... values) {
    return Tensor.constant(builder, TensorData.of(values, 2, 3));
  }

  private void expect(Tensor values, double... expected) {
    TensorData got = Evaluate.graph(builder.build(List.of(values.value())), List.of()).get(0);
    double[] all = LongStream.range(0, got.size()).mapToDouble(got::getDouble).toArray();
    assertArrayEquals(expected, all, 1e-6);
  }

  @Test
  void shares() {
    expect(Metrics.binaryAccuracy(hot, given), 1, 1, 1, 0, 1, 1);
    expect(Metrics.categoricalAccuracy(hot, given), 1, 0);
    expect(Metrics.sparseCategoricalAccuracy(index, given), 1, 0);
    expect(Metrics.topKCategoricalAccuracy(hot, given, 1), 1, 0);
    expect(Metrics.topKCategoricalAccuracy(hot, given, 2), 1, 1);
    expect(Metrics.sparseTopKCategoricalAccuracy(index, given, 1), 1, 0);
    expect(Metrics.sparseTopKCategoricalAccuracy(index, given, 2), 1, 1);
  }

  @Test
  void correlations() {
    expect(Metrics.pearsonCorrelation(hot, given), 0.987829, -0.5);
    expect(Metrics.concordanceCorrelation(hot, given), 0.8396945, -0.0990098);
  }

  @Test
  void aFunctionOfOnesOwn() {
    Metric own = Metric.of((t, p) -> Ops.mean(Ops.abs(Ops.subtract(t, p)), -1));
    assertEquals("mean_metric_wrapper", own.name());
    assertEquals("MeanMetricWrapper", own.className());
    assertEquals("gap", Metric.of("gap", Ops::subtract).name());
    Trace trace = new Trace(builder, false);
    own.update(trace, hot, given, null);
    Tensor result = own.result(trace);
    own.variables()
        .forEach(
            w -> builder.replace(builder.read(w.variable()), builder.scalar(w.type().dtype(), 0)));
    expect(result, (0.2 + 0.4666667) / 2);
  }

  @Test
  void theMeanOfNothingIsZero() {
    Mean mean = Metrics.mean();
    Tensor result = mean.result(new Trace(builder, false));
    mean.variables()
        .forEach(
            w -> builder.replace(builder.read(w.variable()), builder.scalar(w.type().dtype(), 0)));
    expect(result, 0);
  }
}
