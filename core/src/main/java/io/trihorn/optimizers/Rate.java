package io.trihorn.optimizers;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.graph.TensorType;
import io.trihorn.initializers.Initializers;
import io.trihorn.ops.Floatx;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.optimizers.schedules.LearningRateSchedule;
import io.trihorn.optimizers.schedules.Schedules;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;

/** The learning rate of an optimizer: a number, which is then a variable, or a schedule. */
final class Rate {
  private final String owner;
  private final DataType floatx = Floatx.floatx();
  private double start;
  private LearningRateSchedule schedule;
  private Weight variable;

  /**
   * A number.
   *
   * @param owner the optimizer's class, for messages
   */
  Rate(String owner, double start) {
    this.owner = owner;
    this.start = Config.requireRate(owner, start);
  }

  /** The number at the start. */
  double start() {
    return start;
  }

  /** The variable, null before {@link #build} and where there is a schedule. */
  Weight variable() {
    return variable;
  }

  void follow(LearningRateSchedule other) {
    schedule = other;
  }

  /** Makes the variable where there is no schedule. */
  void build(String optimizer) {
    if (schedule == null) {
      variable =
          Weight.state(
              "learning_rate",
              optimizer + "/learning_rate",
              TensorType.of(floatx),
              Initializers.constant(start));
    }
  }

  /**
   * The rate in force, a floating scalar.
   *
   * @param iteration counts the steps
   */
  Tensor inForce(Trace trace, Weight iteration) {
    return schedule == null
        ? trace.read(variable.variable())
        : schedule.rate(Ops.cast(trace.read(iteration.variable()), floatx));
  }

  JsonElement write() {
    return schedule == null ? new JsonPrimitive(start) : Schedules.REGISTRY.serialize(schedule);
  }

  Rate read(JsonElement json) {
    if (json.isJsonObject()) {
      schedule = Schedules.REGISTRY.deserialize(json);
    } else {
      start = Config.requireRate(owner, Config.number(json));
      schedule = null;
    }
    return this;
  }
}
