package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.optimizers.Optimizers.adam;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.saving.Saving;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Layers that are frozen or unfrozen after training. Losses and what changes are those of Keras
 * 3.15 on TensorFlow from the same weights.
 */
class FreezingTest {
  private static final FitOptions EPOCH =
      FitOptions.epochs(1).batchSize(4).shuffle(false).verbose(false);
  private final Sequential model =
      new Sequential(input(2), dense(3).activation("tanh").name("a"), dense(1).name("b"));
  private final Layer a = model.layer("a");
  private final Dataset data = data();

  FreezingTest() {
    model.on("reference");
    model.setWeights(
        List.of(
            new float[][] {{.1f, -.2f, .3f}, {.4f, .5f, -.6f}},
            new float[] {.1f, 0, -.1f},
            new float[][] {{.3f}, {-.4f}, {.5f}},
            new float[] {.05f}));
  }

  private static Dataset data() {
    float[] x = new float[16];
    float[] y = new float[8];
    for (int i = 0; i < x.length; i++) {
      x[i] = -1 + 2 * i / 15f;
    }
    for (int i = 0; i < y.length; i++) {
      y[i] = (x[2 * i] + x[2 * i + 1]) * (x[2 * i] + x[2 * i + 1]);
    }
    return Dataset.of(TensorData.of(x, 8, 2), TensorData.of(y, 8, 1));
  }

  @AfterEach
  void close() {
    model.close();
  }

  /** Trains an epoch; each boolean says whether one of the weights changes. */
  private static void expect(Model model, Dataset data, double loss, boolean... changes) {
    List<TensorData> before = model.weightValues();
    assertEquals(loss, model.fit(data, EPOCH).last("loss"), 2e-5);
    List<TensorData> after = model.weightValues();
    boolean[] changed = new boolean[changes.length];
    for (int i = 0; i < changed.length; i++) {
      changed[i] = !before.get(i).equals(after.get(i));
    }
    assertArrayEquals(changes, changed);
  }

  private void expectAll(double loss) {
    expect(model, data, loss, true, true, true, true);
  }

  private void expectHead(double loss) {
    expect(model, data, loss, false, false, true, true);
  }

  @Test
  void freezingWaitsForTheNextCompile() {
    model.compile("adam", "mse");
    expectAll(3.9711954593658447);
    a.setTrainable(false);
    expectAll(3.9554834365844727);
  }

  @Test
  void unfreezingWaitsForTheNextCompile() {
    a.setTrainable(false);
    model.compile("adam", "mse");
    expectHead(3.9703142642974854);
    a.setTrainable(true);
    expectHead(3.962939500808716);
  }

  @Test
  void freezingBetweenCompilingAndTrainingCounts() {
    model.compile("adam", "mse");
    a.setTrainable(false);
    expectHead(3.9703142642974854);
  }

  @Test
  void theSameOptimizerGoesOnWithFewerWeights() {
    Optimizer optimizer = adam(1e-3);
    model.compile(optimizer, "mse");
    expectAll(3.9711954593658447);
    a.setTrainable(false);
    model.compile(optimizer, "mse");
    expectHead(3.9562363624572754);
    assertEquals(10, model.optimizerValues().size());
    assertEquals(4, model.optimizerValues().get(0).getLong(0));
  }

  @Test
  void theSameOptimizerDoesNotKnowUnfrozenWeights() {
    Optimizer optimizer = adam(1e-3);
    a.setTrainable(false);
    model.compile(optimizer, "mse");
    model.fit(data, EPOCH);
    a.setTrainable(true);
    model.compile(optimizer, "mse");
    IllegalStateException thrown =
        assertThrows(IllegalStateException.class, () -> model.fit(data, EPOCH));
    assertTrue(thrown.getMessage().contains("does not know"), thrown::getMessage);
    assertTrue(thrown.getMessage().contains("a/kernel"), thrown::getMessage);
  }

  @Test
  void compilingAnewTrainsWhatWasUnfrozen() {
    a.setTrainable(false);
    model.compile("adam", "mse");
    expectHead(3.9703142642974854);
    a.setTrainable(true);
    model.compile("adam", "mse");
    // As Keras after loading the saved model, whose optimizer begins anew too.
    expectAll(3.9657046794891357);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.keras", "model.h5"})
  void savedAfterFreezing(String file, @TempDir Path directory) {
    model.compile("adam", "mse");
    model.fit(data, EPOCH);
    a.setTrainable(false);
    Saving.saveModel(model, directory.resolve(file));
    try (Model loaded = Saving.loadModel(directory.resolve(file))) {
      loaded.on("reference");
      assertEquals(6, loaded.optimizerValues().size());
      assertEquals(0, loaded.optimizerValues().get(0).getLong(0));
      expect(loaded, data, 3.958115339279175, false, false, true, true);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.keras", "model.h5"})
  void savedAfterUnfreezing(String file, @TempDir Path directory) {
    a.setTrainable(false);
    model.compile("adam", "mse");
    model.fit(data, EPOCH);
    a.setTrainable(true);
    Saving.saveModel(model, directory.resolve(file));
    try (Model loaded = Saving.loadModel(directory.resolve(file))) {
      loaded.on("reference");
      expect(loaded, data, 3.9657046794891357, true, true, true, true);
    }
  }

  @Test
  void averagesAreNotForWhatIsFrozen() {
    Optimizer optimizer = adam(1e-3).useEma(true);
    model.compile(optimizer, "mse");
    model.fit(data, EPOCH);
    a.setTrainable(false);
    model.compile(optimizer, "mse");
    List<TensorData> before = new ArrayList<>(model.weightValues().subList(0, 2));
    model.fit(data, EPOCH);
    assertEquals(before, model.weightValues().subList(0, 2));
  }
}
