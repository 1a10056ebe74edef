package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.metrics.Metric;
import io.trihorn.metrics.Metrics;
import io.trihorn.ops.Ops;
import io.trihorn.ops.RandomOps;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.SeedGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Steps of a user's own on a line {@code y = 2 x}, whose numbers are worked out by hand. */
class OwnStepsTest {
  private static final float[][] X = {{1}, {2}};
  private static final float[][] Y = {{0}, {0}};

  private static Model line() {
    Model model = new Sequential(input(1), dense(1).name("d")).name("m").on("reference");
    model.setWeights(List.of(new float[][] {{2}}, new float[] {0}));
    model.compile(sgd(0.1), "mse");
    return model;
  }

  private static double weight(Model model) {
    return model.weightValues().get(0).getDouble(0);
  }

  @Test
  void theDefaultStepWrittenOut() {
    try (Model model = line();
        Model own = line()) {
      own.trainStep(
          step -> {
            List<Tensor> outputs = step.call(own, step.inputs());
            step.minimize(step.compiledLoss(outputs), step.optimizer(), step.trained());
          });
      // (2 * 1)^2 and (2 * 2)^2; the slope of w is 10, that of b 6.
      assertEquals(Map.of("loss", 10.0), own.trainOnBatch(X, Y));
      assertEquals(model.trainOnBatch(X, Y), Map.of("loss", 10.0));
      assertEquals(1, weight(own), 1e-6);
      assertEquals(-0.6, own.weightValues().get(1).getDouble(0), 1e-6);
      assertEquals(model.weightValues(), own.weightValues());
    }
  }

  @Test
  void aStepSeesTheBatchAndWhetherItTrains() {
    List<Boolean> training = new ArrayList<>();
    StepFunction function;
    try (Model model = line()) {
      function =
          step -> {
            training.add(step.training());
            Tensor weight = step.sampleWeights().get(0);
            Tensor error = Ops.subtract(step.call(model, step.input()), step.target());
            assertEquals(1, step.targets().size());
            assertEquals(step.targets().get(0), step.target());
            step.log("sum", Ops.sum(Ops.multiply(Shapes.reshape(error, 2), weight)));
          };
      model.trainStep(function).testStep(function);
      Dataset data = Dataset.of(X, new float[][] {{1}, {1}}, new float[] {3, 5});
      assertEquals(Map.of("sum", 3.0 * 1 + 5 * 3), model.trainOnBatch(data));
      assertEquals(Map.of("sum", 3.0 * 1 + 5 * 3), model.testOnBatch(data));
      assertEquals(List.of(true, false), training);
      assertEquals(2, weight(model), "nothing was minimized");
      // Back to what is usual.
      model.testStep((StepFunction) null);
      assertEquals(List.of("loss"), List.copyOf(model.testOnBatch(data).keySet()));
    }
  }

  @Test
  void wideFloatsComeAsFloat32() {
    try (Model model = line()) {
      model.trainStep(
          step -> {
            assertEquals(DataType.FLOAT32, step.input().dtype());
            assertEquals(DataType.FLOAT32, step.target().dtype());
            step.log("both", Ops.sum(Ops.add(step.input(), step.target())));
          });
      double[][] x = {{1}, {2}};
      double[][] y = {{10}, {20}};
      assertEquals(Map.of("both", 33.0), model.trainOnBatch(x, y));
    }
  }

  @Test
  void aStepThatAsksForATargetThatIsNotThere() {
    try (Model model = line()) {
      model.trainStep(step -> step.log("loss", Ops.mean(step.target())));
      ModelException e =
          assertThrows(ModelException.class, () -> model.fit(X, FitOptions.epochs(1).verbose(0)));
      assertEquals("the data have no targets, but the step asks for one", e.getMessage());
    }
  }

  @Test
  void logsAreMeansOverTheStepsAndMetricsKeepTheirState() {
    Metric error = Metrics.get("mean_absolute_error");
    try (Model model = line()) {
      model.testStep(
          step -> {
            Tensor y = step.call(model, step.input());
            step.log("first", Ops.mean(y));
            step.log(error, step.target(), y);
          });
      float[][] x = {{1}, {2}, {3}, {4}};
      float[][] y = {{0}, {0}, {0}, {1}};
      Map<String, Double> logs = model.evaluate(Dataset.of(x, y), new RunOptions().batchSize(2));
      assertEquals(
          Map.of("first", (3.0 + 7) / 2, "mean_absolute_error", (2 + 4 + 6 + 7) / 4.0), logs);
      assertEquals(List.of("first", "mean_absolute_error"), List.copyOf(logs.keySet()));
    }
  }

  @Test
  void anotherStepHasLogsOfItsOwn() {
    Metric first = Metrics.get("mse");
    Metric second = Metrics.get("mse");
    try (Model model = line()) {
      model.trainStep(step -> step.log("shared", Ops.sum(step.input())));
      model.testStep(
          step -> {
            step.log("shared", Ops.sum(step.input()));
            step.log(first, step.target(), step.call(model, step.input()));
          });
      assertEquals(Map.of("shared", 3.0), model.trainOnBatch(X, Y));
      assertEquals(Map.of("shared", 3.0, "mean_squared_error", 10.0), model.testOnBatch(X, Y));
      // A metric of the same name that is another object.
      model.testStep(step -> step.log(second, step.target(), step.call(model, step.input())));
      assertEquals(Map.of("mean_squared_error", 10.0), model.testOnBatch(X, Y));
      assertEquals(Map.of("shared", 3.0), model.trainOnBatch(X, Y));
      model.trainStep(step -> step.log("other", Ops.sum(step.target())));
      assertEquals(Map.of("other", 0.0), model.trainOnBatch(X, Y));
      assertEquals(Map.of("mean_squared_error", 10.0), model.testOnBatch(X, Y));
    }
  }

  @Test
  void twoLogsOfOneNameAreRefused() {
    Metric one = Metrics.get("mean_absolute_error");
    Metric two = Metrics.get("mean_absolute_error");
    try (Model model = line()) {
      model.testStep(
          step -> {
            Tensor y = step.call(model, step.input());
            step.log(one, step.target(), y);
            step.log(one, step.target(), y);
            step.log(two, step.target(), y);
          });
      ModelException e = assertThrows(ModelException.class, () -> model.testOnBatch(X, Y));
      assertEquals(
          "a step has two logs 'mean_absolute_error'; give one of the metrics another name",
          e.getMessage());
    }
    try (Model model = line()) {
      model.trainStep(
          step -> {
            step.compiledLoss(step.call(model, step.inputs()));
            step.log("loss", Ops.mean(step.target()));
          });
      ModelException e = assertThrows(ModelException.class, () -> model.trainOnBatch(X, Y));
      assertEquals(
          "the step has a log 'loss' that the model is compiled with too; rename one",
          e.getMessage());
    }
  }

  @Test
  void keysGoOnFromStepToStep() {
    SeedGenerator seed = new SeedGenerator("noise", 7);
    try (Model model = line()) {
      StepFunction function =
          step ->
              step.log("noise", Ops.sum(RandomOps.uniform(step.key(seed), DataType.FLOAT32, 3)));
      model.trainStep(function).testStep(function);
      double first = model.trainOnBatch(X, Y).get("noise");
      double second = model.trainOnBatch(X, Y).get("noise");
      assertNotEquals(first, second);
      double third = model.testOnBatch(X, Y).get("noise");
      assertNotEquals(second, third);
      assertNotEquals(third, model.testOnBatch(X, Y).get("noise"));
    }
  }

  @Test
  void aPredictionOfItsOwn() {
    try (Model model = line()) {
      model.predictStep(step -> List.of(Ops.multiply(step.call(model, step.input()), 10)));
      assertEquals("[20.0, 40.0]", Arrays.toString(model.predict(X).toFloatArray()));
      model.predictStep((PredictFunction) null);
      assertEquals("[2.0, 4.0]", Arrays.toString(model.predict(X).toFloatArray()));
    }
  }

  @Test
  void lossAndGradientsApart() {
    try (Model model = line()) {
      LossGradients made = model.gradients(Dataset.of(X, Y));
      assertEquals(10, made.loss(), 1e-6);
      List<TensorData> gradients = List.copyOf(made.gradients().values());
      assertEquals(10, gradients.get(0).getDouble(0), 1e-5);
      assertEquals(6, gradients.get(1).getDouble(0), 1e-5);
      assertEquals(2, weight(model));
      model.applyGradients(made.gradients());
      assertEquals(1, weight(model), 1e-6);
      model.applyGradients(Map.of());
      assertEquals(1, weight(model), 1e-6, "no gradients, no change");
      assertEquals(2, model.iterations());
    }
  }
}
