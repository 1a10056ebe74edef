package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training goes on from a file exactly where it stopped. Extend it in the backend's module. */
public abstract class SavingConformance {
  private static final Dataset ROWS = Zoo.rows(64);
  @TempDir private Path folder;

  /** The name of the backend under test. */
  protected abstract String backend();

  /** Trains some epochs of two. */
  public static void train(Model model, int from, int to) {
    model.fit(ROWS, FitOptions.epochs(to).initialEpoch(from).batchSize(16).verbose(false));
  }

  private static Model fresh(String backend) {
    return Zoo.compiled(backend).seed(3);
  }

  @Test
  void twoEpochsAreOneAndSavedAndOne() {
    List<TensorData> weights;
    List<TensorData> optimizer;
    try (Model straight = fresh(backend())) {
      train(straight, 0, 2);
      weights = straight.weightValues();
      optimizer = straight.optimizerValues();
    }
    Path file = folder.resolve("half.keras");
    try (Model first = fresh(backend())) {
      train(first, 0, 1);
      Saving.saveModel(first, file);
    }
    try (Model second = Saving.loadModel(file).seed(3).on(backend())) {
      train(second, 1, 2);
      assertEquals(weights, second.weightValues());
      assertEquals(optimizer, second.optimizerValues());
    }
  }

  @Test
  void onAnotherBackendFromAFile() {
    Path file = folder.resolve("half.keras");
    try (Model straight = fresh("reference");
        Model first = fresh(backend())) {
      train(straight, 0, 2);
      train(first, 0, 1);
      Saving.saveModel(first, file);
      try (Model second = Saving.loadModel(file).seed(3).on("reference")) {
        train(second, 1, 2);
        close(straight.weightValues(), second.weightValues());
      }
    }
  }

  @Test
  void weightsAloneTakeTheOptimizerAlong() {
    Path file = folder.resolve("half.weights.h5");
    try (Model straight = fresh(backend());
        Model second = fresh(backend())) {
      train(straight, 0, 1);
      Saving.saveWeights(straight, file);
      train(straight, 1, 2);
      Saving.loadWeights(second, file);
      train(second, 1, 2);
      assertEquals(straight.weightValues(), second.weightValues());
    }
  }

  /** Two engines' sums differ in their last bits. */
  public static void close(List<TensorData> expected, List<TensorData> actual) {
    for (int i = 0; i < expected.size(); i++) {
      double[] a = expected.get(i).toDoubleArray();
      double[] b = actual.get(i).toDoubleArray();
      for (int j = 0; j < a.length; j++) {
        assertEquals(a[j], b[j], 1e-3 * (0.1 + Math.abs(a[j])), "weight " + i + " element " + j);
      }
    }
  }
}
