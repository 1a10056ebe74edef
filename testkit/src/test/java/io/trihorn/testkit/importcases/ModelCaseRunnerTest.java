package io.trihorn.testkit.importcases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.data.Npy;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import io.trihorn.losses.Losses;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.saving.Saving;
import io.trihorn.testkit.goldens.GoldenReport;
import io.trihorn.testkit.goldens.GoldenReport.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCaseRunnerTest {
  private static final TensorData X = TensorData.of(new float[] {1, 2, 3, 4}, 2, 2);
  @TempDir private Path cases;

  private Path folder(String name) throws IOException {
    return Files.createDirectories(cases.resolve(name));
  }

  /** A model {@code x0 + 2 * x1}, trained by gradient descent. */
  private void model(String name) throws IOException {
    try (Model model = new Sequential(Layers.input(2), Layers.dense(1))) {
      model.on("reference").compile(Optimizers.sgd(0.01), Losses.meanSquaredError());
      model.setWeights(List.of(new float[][] {{1}, {2}}, new float[] {0}));
      Saving.saveModel(model, folder(name).resolve("model.keras"));
    }
  }

  private void array(String path, float... column) throws IOException {
    TensorData data = TensorData.of(column, column.length, 1);
    Files.write(cases.resolve(path), Npy.bytes(data));
  }

  private GoldenReport.Result only() throws IOException {
    ModelCaseRunner runner = new ModelCaseRunner("reference", Saving::loadModel);
    GoldenReport report = runner.run(cases);
    assertEquals(1, report.kinds().size());
    assertEquals(1, report.kinds().get(0).results().size());
    return report.kinds().get(0).results().get(0);
  }

  private void prediction(float second) throws IOException {
    model("linear");
    Files.write(folder("linear/run_a").resolve("in_0.npy"), Npy.bytes(X));
    array("linear/run_a/out_0.npy", 5, second);
  }

  @Test
  void rightPredictionsPass() throws IOException {
    prediction(11.0005f);
    assertEquals(List.of(), only().problems());
  }

  @Test
  void aWrongPredictionFailsWithItsFigure() throws IOException {
    prediction(11.011f);
    GoldenReport.Result result = only();
    assertEquals(Status.FAILED, result.status());
    assertTrue(result.problems().get(0).contains("run_a: output 0"), result.problems()::toString);
    assertEquals(10, result.worst(), 0.1);
  }

  /** Errors -1 and 1: loss 1, gradient [2, 2] of the kernel and 0 of the bias. */
  private void training(String logs) throws IOException {
    model("steps");
    Files.write(cases.resolve("steps/x_0.npy"), Npy.bytes(X));
    array("steps/y_0.npy", 6, 10);
    Files.writeString(cases.resolve("steps/logs.json"), logs);
  }

  @Test
  void eachStepHasItsOwnLogs() throws IOException {
    // After one step w = [0.98, 1.98], b = 0: errors 1.06 and 0.86.
    training("[{\"loss\": 1.0}, {\"loss\": 0.9316}]");
    // After two steps w = [0.9648, 1.9668], b = 0.002.
    array("steps/p_0.npy", 4.9004f, 10.7636f);
    assertEquals(List.of(), only().problems());
  }

  @Test
  void aWrongLogFails() throws IOException {
    training("[{\"loss\": 1.01}]");
    assertTrue(only().problems().get(0).startsWith("step 0: loss"), only().problems()::toString);
  }

  /** A class's weight is that of its rows' losses: 2 of 1 and 10 of 1, over two rows. */
  @Test
  void classesHaveTheWeightsOfTheFolder() throws IOException {
    training("[{\"loss\": 6.0}]");
    Files.writeString(cases.resolve("steps/class_weight.json"), "{\"6\": 2, \"10\": 10}");
    assertEquals(List.of(), only().problems());
  }

  @Test
  void whatAFolderSaysOfClassesIsStrongerThanWhatIsGiven() throws IOException {
    training("[{\"loss\": 6.0}]");
    ModelCase steps = ModelCase.in(cases).get(0);
    Map<Integer, Double> given = Map.of(6, 2.0, 10, 10.0);
    ModelCaseRunner runner = new ModelCaseRunner("reference", Saving::loadModel, given);
    assertEquals(List.of(), runner.run(steps).problems());
    Files.writeString(cases.resolve("steps/class_weight.json"), "{\"6\": 1, \"10\": 1}");
    assertEquals(Status.FAILED, runner.run(steps).status());
  }

  @Test
  void whatKerasRefusesIsToBeRefused() throws IOException {
    training("[{\"KERAS REFUSES\": \"ValueError\"}]");
    assertTrue(only().problems().get(0).contains("ValueError"), only().problems()::toString);
  }

  @Test
  void whatIsUnknownIsUnsupported() throws IOException {
    model("linear");
    GoldenReport.Result result =
        new ModelCaseRunner(
                "reference",
                file -> {
                  Layers.REGISTRY.create("Nowhere");
                  return null;
                })
            .run(ModelCase.in(cases).get(0));
    assertEquals(Status.UNSUPPORTED, result.status());
  }

  @Test
  void aDirectoryWithoutCasesIsAnError() {
    IOException e = assertThrows(IOException.class, this::only);
    assertTrue(e.getMessage().contains("no cases"), e.getMessage());
  }
}
