package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.schedules.Schedules;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What training leaves, and what compiling again leaves of that. As in Keras 3.15.1. */
class CompilingAgainTest {
  private static final float[][] X = {{1}, {2}};
  private static final float[][] Y = {{0}, {0}};

  private final Model model = new Sequential(input(1), dense(1).useBias(false)).on("reference");

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void theSameOptimizerGoesOn() {
    Optimizer optimizer = sgd(0.1).momentum(0.9);
    model.compile(optimizer, "mse").trainOnBatch(X, Y);
    List<TensorData> state = model.optimizerValues();
    model.compile(optimizer, "mae");
    assertEquals(1, model.iterations());
    assertEquals(state, model.optimizerValues());
  }

  /** Another begins anew, and what the old one had is freed. */
  @Test
  void anotherOptimizerBeginsAnew() {
    model.compile(sgd(0.1).momentum(0.9), "mse").trainOnBatch(X, Y);
    List<Weight> old = model.optimizer().variables();
    model.compile(sgd(0.1).momentum(0.9), "mse");
    assertEquals(0, model.iterations());
    for (Weight weight : old) {
      assertThrows(IllegalArgumentException.class, () -> model.value(weight.variable()));
    }
  }

  @Test
  void logsAreThoseOfTheLastTime() {
    model.compile(sgd(0.1), "mse", "mae");
    assertEquals(Set.of("loss", "mae"), model.trainOnBatch(X, Y).keySet());
    model.compile(sgd(0.1), "mse", "mape");
    assertEquals(Set.of("loss", "mape"), model.trainOnBatch(X, Y).keySet());
    assertEquals(Set.of("loss", "mape"), model.testOnBatch(X, Y).keySet());
  }

  /** Metrics stay where none are given, and go where it is said that there are none. */
  @Test
  void metricsStayUnlessSomeAreGiven() {
    model.compile(sgd(0.1), "mse", "mae").compile(sgd(0.1), "mse");
    assertEquals(Set.of("loss", "mae"), model.trainOnBatch(X, Y).keySet());
    model.compile(new Compilation(sgd(0.1)).loss("mse").metrics(Map.of()));
    assertEquals(Set.of("loss"), model.trainOnBatch(X, Y).keySet());
    model.compile(sgd(0.1), "mse");
    assertEquals(Set.of("loss"), model.trainOnBatch(X, Y).keySet());
  }

  /** Batches whose gradients are gathered are no updates. */
  @Test
  void iterationsAreUpdates() {
    model.compile(sgd(0.1).gradientAccumulationSteps(2), "mse");
    List<Long> seen = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      model.trainOnBatch(X, Y);
      seen.add(model.iterations());
    }
    assertEquals(List.of(0L, 1L, 1L, 2L, 2L), seen);
  }

  @Test
  void aRateThatFollowsAScheduleIsNotSet() {
    model.compile(sgd(0.5).learningRate(Schedules.exponentialDecay(0.5, 1, 0.5)), "mse");
    model.trainOnBatch(X, Y);
    assertEquals(0.25, model.learningRate());
    ModelException e = assertThrows(ModelException.class, () -> model.setLearningRate(0.1));
    assertTrue(e.getMessage().contains("follows a schedule"), e.getMessage());
  }

  @Test
  void whatIsFrozenAsAWholeIsNotTrained() {
    model.setTrainable(false);
    model.compile(sgd(0.1), "mse");
    ModelException e =
        assertThrows(
            ModelException.class,
            () -> model.fit(Dataset.of(X, Y), FitOptions.epochs(1).verbose(0)));
    assertTrue(e.getMessage().contains("all of its 1 weights are frozen"), e.getMessage());
  }

  @Test
  void aBatchHasRows() {
    model.compile(sgd(0.1), "mse");
    ModelException e =
        assertThrows(
            ModelException.class, () -> model.trainOnBatch(new float[0][1], new float[0][1]));
    assertTrue(e.getMessage().contains("the batch has no rows"), e.getMessage());
  }
}
