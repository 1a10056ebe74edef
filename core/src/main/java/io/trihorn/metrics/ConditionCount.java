package io.trihorn.metrics;

import io.trihorn.config.Config;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import java.util.List;

/** How much weight one cell of the confusion matrix has, at each of some thresholds. */
public final class ConditionCount extends ConfusionMetric {
  private final Cell cell;
  private List<Double> thresholds;

  ConditionCount(Cell cell) {
    this.cell = cell;
  }

  @Override
  public String className() {
    return cell.className();
  }

  /** Thresholds; the result has one number for each. By default 0.5. */
  public ConditionCount thresholds(List<Double> value) {
    set("thresholds", value);
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    thresholds = config.numbers("thresholds", thresholds);
  }

  @Override
  List<Cell> cells() {
    return List.of(cell);
  }

  @Override
  String variableName(Cell which) {
    return "accumulator";
  }

  @Override
  protected double[] thresholds() {
    return orDefault(thresholds, 0.5);
  }

  @Override
  public Tensor result(Trace trace) {
    return onlyOne(count(trace, cell));
  }
}
