package io.trihorn.distribution.workers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.backend.exchange.Message;
import io.trihorn.backend.exchange.Workers;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import io.trihorn.losses.Losses;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.model.ModelException;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that train together. */
class ParallelTrainingTest {
  private static Dataset rows(int from, int count) {
    float[] x = new float[2 * count];
    float[] y = new float[count];
    for (int i = 0; i < count; i++) {
      int row = from + i;
      x[2 * i] = (float) Math.sin(row * 1.7);
      x[2 * i + 1] = (float) Math.cos(row * .9);
      y[i] = x[2 * i] * x[2 * i + 1] + .1f * (row % 3);
    }
    return Dataset.of(TensorData.of(x, count, 2), TensorData.of(y, count, 1));
  }

  private static Model model() {
    Model model =
        new Sequential(Layers.input(2), Layers.dense(12, "tanh"), Layers.dense(1))
            .seed(4)
            .on("reference");
    model.compile(Optimizers.adam(.01), "mse");
    return model;
  }

  private static List<TensorData> all(Model model) {
    return model.variableValues(WorkerState.variables(model));
  }

  private static void assertSame(List<TensorData> expected, List<TensorData> got, double close) {
    assertEquals(expected.size(), got.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i).toDoubleArray(), got.get(i).toDoubleArray(), close);
    }
  }

  /** Of 154 rows in batches of four, the last step has one batch of two. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void stepsOfWorkersAreThoseOfTheWholeBatch(int workers) {
    try (Model several = model();
        Model one = model()) {
      List<Double> losses = new ParallelTraining(several, workers).fit(rows(0, 154).batch(4), 2);
      List<Double> expected =
          one.fit(
                  rows(0, 154),
                  FitOptions.epochs(2).batchSize(4 * workers).shuffle(false).verbose(false))
              .get("loss");
      assertSame(all(one), all(several), 1e-5);
      for (int epoch = 0; epoch < 2; epoch++) {
        assertEquals(expected.get(epoch), losses.get(epoch), 1e-5);
      }
    }
  }

  @Test
  void statesOfStepsAloneAreAveragedByRows() {
    try (Model several = model();
        Model one = model();
        Model two = model()) {
      // One worker has the rows 0-3, 8-11 and 16-19, the other 4-7 and 12-15.
      new ParallelTraining(several, 2)
          .averaging(new Averaging(5, false))
          .fit(rows(0, 20).batch(4), 1);
      for (int first : new int[] {0, 8, 16}) {
        one.trainOnBatch(rows(first, 4));
      }
      for (int first : new int[] {4, 12}) {
        two.trainOnBatch(rows(first, 4));
      }
      List<TensorData> mean = new ArrayList<>();
      List<TensorData> others = two.weightValues();
      for (TensorData of : one.weightValues()) {
        TensorData other = others.get(mean.size());
        TensorData both = of.copy();
        for (int k = 0; k < of.size(); k++) {
          both.setDouble(k, .6 * of.getDouble(k) + .4 * other.getDouble(k));
        }
        mean.add(both);
      }
      assertSame(mean, several.weightValues(), 1e-6);
      assertEquals(3, several.iterations());
    }
  }

  /** One bit of each element, and what that is off by in the next one, trains nearly as well. */
  @Test
  void bitsOfGradientsTrainNearlyAsWell() {
    double[] losses = new double[2];
    for (int k = 0; k < 2; k++) {
      try (Model model = model()) {
        model.compile(Optimizers.sgd(.1), "mse");
        List<Double> all =
            new ParallelTraining(model, 2)
                .averaging(new Averaging(0, k == 1))
                .fit(rows(0, 240).shuffle(1).batch(10), 30);
        losses[k] = all.get(29);
        assertTrue(losses[k] < .5 * all.get(0), all.toString());
      }
    }
    assertNotEquals(losses[0], losses[1]);
    assertEquals(losses[0], losses[1], .1 * losses[0]);
  }

  @Test
  void randomLayersOfWorkersDropOtherElements() {
    Sequential model = new Sequential(Layers.input(2), Layers.dropout(.5), Layers.dense(1));
    model.seed(5).on("reference").compile(Optimizers.sgd(0), "mse");
    try (model;
        Model one = Model.fromJson(model.toJson()).on("reference");
        Model two = Model.fromJson(model.toJson()).on("reference")) {
      WorkerState begin = WorkerState.of(model);
      new Workers()
          .<Message>each(
              2,
              (rank, exchange) -> {
                Worker worker =
                    new Worker(rank == 0 ? one : two, rank, exchange, Averaging.GRADIENTS);
                worker.begin(begin);
                worker.run(Collections.emptyIterator(), 0, state -> {});
                assertEquals(begin.values(), worker.state().values());
              });
      TensorData seed = one.variableValues(one.seedStates()).get(0);
      TensorData other = two.variableValues(two.seedStates()).get(0);
      assertEquals(seed.getLong(1), other.getLong(1));
      assertNotEquals(seed.getLong(0), other.getLong(0));
    }
  }

  @Test
  void whatCannotBeTrainedIsSaid() {
    try (Model model = model()) {
      refused("one worker or more", () -> new ParallelTraining(model, 0));
      refused("are none", () -> new ParallelTraining(model, 2).fit(rows(0, 0), 1));
      Dataset named = Dataset.of(Map.of("x", new float[3][2]), TensorData.of(new float[3], 3, 1));
      refused("have names", () -> new ParallelTraining(model, 2).fit(named, 1));
      refused("every 3 steps", () -> new Averaging(3, true));
      model.compile(Optimizers.sgd(.1), Losses.meanSquaredError().reduction("sum"));
      String sums =
          assertThrows(ModelException.class, () -> new ParallelTraining(model, 2)).getMessage();
      assertTrue(sums.contains("means over rows"), sums);
    }
  }

  private static void refused(String part, Runnable work) {
    String message = assertThrows(IllegalArgumentException.class, work::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
