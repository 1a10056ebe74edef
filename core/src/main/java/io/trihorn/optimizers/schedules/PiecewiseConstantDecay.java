package io.trihorn.optimizers.schedules;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;

/** The value of the first boundary that is not below the step, and the last value after all. */
final class PiecewiseConstantDecay implements LearningRateSchedule {
  private String name = "PiecewiseConstant";
  private List<Double> boundaries;
  private List<Double> values;

  PiecewiseConstantDecay() {
    this(List.of(), List.of(0.001));
  }

  PiecewiseConstantDecay(List<Double> boundaries, List<Double> values) {
    this.boundaries = List.copyOf(boundaries);
    this.values = List.copyOf(values);
    check();
  }

  private void check() {
    if (boundaries.size() != values.size() - 1) {
      throw new ConfigException(
          "PiecewiseConstantDecay: there should be one value more than boundaries, but boundaries"
              + " are "
              + boundaries
              + " and values "
              + values);
    }
  }

  @Override
  public void configure(Config config) {
    boundaries = config.numbers("boundaries", boundaries);
    values = config.numbers("values", values);
    name = config.text("name", name);
    check();
  }

  @Override
  public Tensor rate(Tensor step) {
    Tensor rate = step.scalar(values.get(values.size() - 1));
    for (int i = boundaries.size() - 1; i >= 0; i--) {
      rate = Ops.where(Ops.lessEqual(step, boundaries.get(i)), values.get(i), rate);
    }
    return rate;
  }
}
