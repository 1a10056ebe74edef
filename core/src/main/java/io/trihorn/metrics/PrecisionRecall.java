package io.trihorn.metrics;

import io.trihorn.config.Config;
import io.trihorn.layers.Trace;
import io.trihorn.ops.Tensor;
import java.util.List;

/**
 * The share of true positives: among all that was predicted ({@code Precision}), or among all that
 * is true ({@code Recall}).
 */
final class PrecisionRecall extends ConfusionMetric {
  private final Cell other;
  private List<Double> thresholds;
  private Integer topK;
  private Integer classId;

  PrecisionRecall(Cell other) {
    this.other = other;
  }

  @Override
  public String className() {
    return other == Cell.FALSE_POSITIVES ? "Precision" : "Recall";
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    thresholds = config.numbers("thresholds", thresholds);
    topK = config.nullableInteger("top_k", topK);
    classId = config.nullableInteger("class_id", classId);
  }

  @Override
  protected List<Cell> cells() {
    return List.of(Cell.TRUE_POSITIVES, other);
  }

  @Override
  protected double[] thresholds() {
    return orDefault(thresholds, topK == null ? 0.5 : NOWHERE);
  }

  @Override
  protected Integer topK() {
    return topK;
  }

  @Override
  protected Integer classId() {
    return classId;
  }

  @Override
  public Tensor result(Trace trace) {
    return onlyOne(share(trace, Cell.TRUE_POSITIVES, other));
  }
}
