package io.trihorn.metrics;

import io.trihorn.config.Config;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import java.util.List;

/**
 * The share of true positives: among all that was predicted ({@code Precision}), or among all that
 * is true ({@code Recall}).
 */
public final class PrecisionRecall extends ConfusionMetric {
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

  /** Thresholds; the result has one number for each. By default 0.5. */
  public PrecisionRecall thresholds(List<Double> value) {
    set("thresholds", value);
    return this;
  }

  /** How many of the largest predictions of a sample say yes; null for all above the threshold. */
  public PrecisionRecall topK(Integer value) {
    set("top_k", value);
    return this;
  }

  /** The only class that is looked at; null for all. */
  public PrecisionRecall classId(Integer value) {
    set("class_id", value);
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    thresholds = config.numbers("thresholds", thresholds);
    topK = config.nullableInteger("top_k", topK);
    classId = config.nullableInteger("class_id", classId);
  }

  @Override
  List<Cell> cells() {
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

  @Override
  public Direction direction() {
    return Direction.UP;
  }
}
