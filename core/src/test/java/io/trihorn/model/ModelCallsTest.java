package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import com.google.gson.JsonObject;
import io.trihorn.backend.Backends;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.losses.Losses;
import io.trihorn.metrics.Metrics;
import io.trihorn.optimizers.LossScaleOptimizer;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.quantizers.Int8QuantizationConfig;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What a model says of itself, and calls that give it back, on {@code y = 2 x} worked out by hand.
 */
class ModelCallsTest {
  private static final float[][] X = {{1}, {2}};
  private static final float[][] Y = {{0}, {0}};

  private static Model line() {
    Model model = new Sequential(input(1), dense(1).name("d")).on("reference");
    model.setWeights(List.of(new float[][] {{2}}, new float[] {0}));
    return model;
  }

  @Test
  void callsThatGiveTheModelBack() {
    try (Model model = line()) {
      assertSame(model, model.name("line"));
      assertEquals("line", model.name());
      assertSame(model, model.seed(7));
      assertEquals(7, model.seed());
      assertSame(model, model.maxPrograms(1));
      assertSame(model, model.on("reference"));
      assertSame(model, model.on("reference", Device.cpu()));
      assertSame(model, model.on(Backends.get("reference")));
      assertSame(model, model.compile("sgd", "mse", "mae"));
      assertSame(model, model.compile(sgd(0.1), "mse", "mae"));
      assertSame(model, model.compile(sgd(0.1), Losses.get("mse"), Metrics.get("mae")));
      assertSame(model, model.compile(new Compilation(sgd(0.1)).loss(Losses.get("mse"))));
      assertSame(model, model.trainStep((StepFunction) null));
      assertSame(model, model.testStep((StepFunction) null));
      assertSame(model, model.predictStep((PredictFunction) null));
      assertEquals(Optional.empty(), model.distribution());
    }
    assertThrows(IllegalArgumentException.class, () -> line().maxPrograms(0));
  }

  @Test
  void quantizingGivesTheModelBack() {
    try (Model byName = line();
        Model byConfig = line();
        Model filtered = line()) {
      assertSame(byName, byName.quantize("int8"));
      assertSame(byConfig, byConfig.quantize(new Int8QuantizationConfig()));
      assertSame(filtered, filtered.quantize(new Int8QuantizationConfig(), layer -> false));
      assertEquals(2, filtered.weights().size(), "nothing was wanted");
      assertEquals(4, byName.predict(X).getFloat(1, 0), 0.05);
    }
  }

  @Test
  void eachWayToFitTellsItsHistory() {
    FitOptions quiet = FitOptions.epochs(1).verbose(false);
    try (Model model = line()) {
      model.compile(sgd(0), "mse");
      assertEquals(10, model.fit(X, Y, quiet).last("loss"));
      assertEquals(10, model.fit(X, Y).last("loss"));
      assertEquals(10, model.fit(Dataset.of(X, Y), quiet).last("loss"));
      assertEquals(10, model.fit(Dataset.of(X, Y)).last("loss"));
    }
  }

  @Test
  void metricsGoOnUntilTheyBeginAnew() {
    try (Model model = line()) {
      model.compile(sgd(0), "mse");
      model.trainOnBatch(X, Y);
      assertEquals(Map.of("loss", 10.0), model.getMetricsResult());
      model.resetMetrics();
      assertEquals(0, model.getMetricsResult().get("loss"));
    }
  }

  @Test
  void valuesAreShownBeforeAndAfterTheyAreOnTheBackend() {
    try (Model model = line()) {
      model.compile(sgd(0.1), "mse");
      model.setWeights(List.of(new float[][] {{2}}, new float[] {3}));
      List<Weight> weights = List.of(model.weights().get(1), model.weights().get(0));
      for (int i = 0; i < 2; i++) {
        List<Double> shown = new ArrayList<>();
        model.lookAtVariables(weights, (weight, value) -> shown.add(value.getDouble(0)));
        List<TensorData> copies = model.variableValues(weights);
        assertEquals(copies.stream().map(copy -> copy.getDouble(0)).toList(), shown);
        assertEquals(i == 0, shown.equals(List.of(3.0, 2.0)));
        model.trainOnBatch(X, Y);
      }
    }
  }

  @Test
  void gradientsAreKeptWhereThatIsWanted() {
    try (Model model = line()) {
      model.compile(sgd(0.1), "mse");
      model.trainOnBatch(X, Y);
      assertTrue(model.keptGradients().isEmpty());
      model.keepGradients(true);
      model.setWeights(List.of(new float[][] {{2}}, new float[] {0}));
      model.trainOnBatch(X, Y);
      Map<Weight, TensorData> kept = model.keptGradients();
      // d/dw of ((2)^2 + (4)^2) / 2 is (2 * 2 * 1 + 2 * 4 * 2) / 2.
      assertEquals(10, kept.get(model.weights().get(0)).getDouble(0), 1e-6);
      assertEquals(6, kept.get(model.weights().get(1)).getDouble(0), 1e-6);
      Map<Weight, Double> shown = new LinkedHashMap<>();
      model.lookAtGradients((weight, value) -> shown.put(weight, value.getDouble(0)));
      assertEquals(model.weights(), List.copyOf(shown.keySet()));
      kept.forEach((weight, value) -> assertEquals(value.getDouble(0), shown.get(weight)));
      model.keepGradients(false);
      assertTrue(model.keptGradients().isEmpty());
    }
  }

  @Test
  void gradientsAreKeptOfTheStepsThatDoNotSkipThem() {
    try (Model model = line()) {
      model.compile(sgd(0.1), "mse");
      model.keepGradients(true);
      model.skipGradients(true);
      model.trainOnBatch(X, Y);
      assertTrue(model.keptGradients().isEmpty());
      for (int i = 0; i < 2; i++) {
        model.skipGradients(false);
        model.setWeights(List.of(new float[][] {{2 + i}}, new float[] {0}));
        model.trainOnBatch(X, Y);
        model.skipGradients(true);
        // This one is not kept.
        model.setWeights(List.of(new float[][] {{7}}, new float[] {0}));
        model.trainOnBatch(X, Y);
        Map<Weight, TensorData> kept = model.keptGradients();
        assertEquals(10 + 5 * i, kept.get(model.weights().get(0)).getDouble(0), 1e-5);
      }
      model.keepGradients(false);
      model.skipGradients(false);
      model.trainOnBatch(X, Y);
      assertTrue(model.keptGradients().isEmpty());
    }
  }

  /** The learning rate that a model's own description has for its optimizer. */
  private static double writtenRate(Model model, boolean inside) {
    JsonObject written = new JsonObject();
    model.annotate(written);
    assertTrue(written.has("build_config"));
    JsonObject optimizer = written.getAsJsonObject("compile_config").getAsJsonObject("optimizer");
    JsonObject config = optimizer.getAsJsonObject("config");
    if (inside) {
      config = config.getAsJsonObject("inner_optimizer").getAsJsonObject("config");
    }
    return config.get("learning_rate").getAsDouble();
  }

  @Test
  void theRateInForceIsWritten() {
    try (Model model = line()) {
      model.compile(sgd(0.5), "mse");
      assertEquals(0.5, writtenRate(model, false));
      model.setLearningRate(0.25);
      assertEquals(0.25, writtenRate(model, false));
      Optimizer scaled = new LossScaleOptimizer(sgd(0.5));
      model.compile(scaled, "mse");
      assertEquals(0.5, writtenRate(model, true));
    }
    try (Model model = line()) {
      JsonObject written = new JsonObject();
      model.annotate(written);
      assertEquals("{}", written.get("compile_config").toString());
    }
  }

  @Test
  void whatWasCompiledBeforeIsForgotten() {
    try (Model model = line()) {
      model.compile(sgd(0.1).momentum(0.9), "mse", "mae");
      model.trainOnBatch(X, Y);
      model.compile(new Compilation(sgd(0)).loss("mse").metrics(Map.of()));
      model.setWeights(List.of(new float[][] {{2}}, new float[] {0}));
      assertEquals(Map.of("loss", 10.0), model.trainOnBatch(X, Y));
      assertEquals(0, model.iterations() - 1);
      assertFalse(model.getMetricsResult().containsKey("mae"));
    }
  }

  @Test
  void aModelOfAFixedBatchBatchesItsDataSo() {
    try (Model model = new Sequential(input(1).batchSize(2), dense(1)).on("reference")) {
      model.setWeights(List.of(new float[][] {{2}}, new float[] {0}));
      model.compile(sgd(0), "mse");
      float[][] four = {{1}, {2}, {3}, {4}};
      model.fit(four, new float[4][1], FitOptions.epochs(1).verbose(false));
      assertEquals(2, model.iterations());
      assertEquals(8, model.predict(four).getFloat(3, 0));
    }
  }

  @Test
  void predictionsOfDataThatEndInAPartOfABatchCompileOneProgram() {
    CountingBackend backend = new CountingBackend();
    try (Model model = new Sequential(input(1), dense(1)).on(backend)) {
      model.predict(new float[70][1]);
      assertEquals(
          List.of(32L), backend.programs.stream().map(p -> p.get(0).dim(0)).distinct().toList());
    }
    try (Model model = line()) {
      float[][] rows = new float[70][1];
      for (int i = 0; i < rows.length; i++) {
        rows[i][0] = i;
      }
      for (int i = 0; i < rows.length; i++) {
        assertEquals(2 * i, model.predict(rows).getFloat(i, 0));
      }
    }
  }
}
