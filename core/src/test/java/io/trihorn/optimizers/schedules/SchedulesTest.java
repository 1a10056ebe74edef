package io.trihorn.optimizers.schedules;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trihorn.config.ConfigException;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.gradient.Evaluate;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rates at six steps, from Keras 3.15.1. */
class SchedulesTest {
  private static final float[] STEPS = {0, 3, 4, 7, 10, 15};

  private record Row(LearningRateSchedule schedule, double[] rates) {}

  private static Row row(LearningRateSchedule schedule, double... rates) {
    return new Row(schedule, rates);
  }

  private static LearningRateSchedule get(String name, Map<String, ?> more) {
    return Schedules.get(name, more);
  }

  private static Stream<Row> rows() {
    Map<String, Object> warm =
        Map.of(
            "initial_learning_rate", .1, "decay_steps", 10, "warmup_target", .5, "warmup_steps", 4);
    Map<String, Object> atOnce =
        Map.of("initial_learning_rate", .1, "decay_steps", 10, "warmup_target", .5);
    Map<String, Object> restarts =
        Map.of(
            "initial_learning_rate",
            .1,
            "first_decay_steps",
            4,
            "t_mul",
            1,
            "m_mul",
            .5,
            "alpha",
            .1);
    Map<String, Object> cycle =
        Map.of(
            "initial_learning_rate",
            .1,
            "decay_steps",
            10,
            "end_learning_rate",
            .01,
            "power",
            2,
            "cycle",
            true);
    Map<String, Object> stairs =
        Map.of("initial_learning_rate", .1, "decay_steps", 10, "decay_rate", .5, "staircase", true);
    return Stream.of(
        row(
            Schedules.exponentialDecay(.1, 10, .5),
            0.1,
            0.0812252,
            0.0757858,
            0.0615572,
            0.05,
            0.0353553),
        row(
            Schedules.inverseTimeDecay(.1, 10, .5),
            0.1,
            0.0869565,
            0.0833333,
            0.0740741,
            0.0666667,
            0.0571429),
        row(get("ExponentialDecay", stairs), 0.1, 0.1, 0.1, 0.1, 0.05, 0.05),
        row(get("InverseTimeDecay", stairs), 0.1, 0.1, 0.1, 0.1, 0.0666667, 0.0666667),
        row(Schedules.cosineDecay(.1, 10), 0.1, 0.0793893, 0.0654508, 0.0206107, 0, 0),
        row(get("CosineDecay", warm), 0.1, 0.4, 0.5, 0.3969463, 0.1727457, 0),
        row(get("CosineDecay", atOnce), 0.5, 0.3969463, 0.3272542, 0.1030537, 0, 0),
        row(Schedules.polynomialDecay(.1, 10, .01, 2), 0.1, 0.0541, 0.0424, 0.0181, 0.01, 0.01),
        row(get("PolynomialDecay", cycle), 0.1, 0.0541, 0.0424, 0.0181, 0.01, 0.015625),
        row(
            Schedules.cosineDecayRestarts(.1, 4),
            0.1,
            0.0146447,
            0.1,
            0.0691342,
            0.0146447,
            0.0915735),
        row(
            get("CosineDecayRestarts", restarts),
            0.1,
            0.0231802,
            0.055,
            0.0165901,
            0.02125,
            0.0116475),
        row(
            Schedules.piecewiseConstant(List.of(3.0, 7.0), List.of(1.0, .5, .25)),
            1,
            1,
            .5,
            .5,
            .25,
            .25));
  }

  @Test
  void rates() {
    assertAll(rows().map(row -> () -> check(row.schedule(), row.rates())));
  }

  private static void check(LearningRateSchedule schedule, double[] expected) {
    for (int i = 0; i < STEPS.length; i++) {
      GraphBuilder builder = new GraphBuilder();
      Tensor step = Tensor.constant(builder, TensorData.of(new float[] {STEPS[i]}));
      Tensor rate = schedule.rate(step);
      double got =
          Evaluate.graph(builder.build(List.of(rate.value())), List.of()).get(0).getDouble(0);
      assertEquals(expected[i], got, 2e-6, "step " + STEPS[i]);
    }
  }

  @Test
  void whatIsRefused() {
    ConfigException steps =
        assertThrows(ConfigException.class, () -> Schedules.exponentialDecay(.1, 0, .5));
    assertEquals(
        "ExponentialDecay: 'decay_steps' should be above 0, but is 0.0", steps.getMessage());
    assertThrows(ConfigException.class, () -> Schedules.cosineDecayRestarts(.1, -1));
    String values =
        "PiecewiseConstantDecay: there should be one value more than boundaries, but boundaries are"
            + " [3.0] and values [1.0]";
    assertEquals(
        values,
        assertThrows(
                ConfigException.class,
                () -> Schedules.piecewiseConstant(List.of(3.0), List.of(1.0)))
            .getMessage());
    Map<String, Object> read = Map.of("boundaries", List.of(3.0), "values", List.of(1.0));
    assertEquals(
        values,
        assertThrows(ConfigException.class, () -> Schedules.get("PiecewiseConstantDecay", read))
            .getMessage());
  }
}
