package io.trihorn.model;

import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.ndarray.GradientTape;
import io.trihorn.ndarray.TrihornNDManager;
import io.trihorn.optimizers.LossScaleOptimizer;
import io.trihorn.state.Weight;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Models called on a tape do what their own steps do. */
class ModelOnTapeTest {
  private static final float[][] X = {{1, 2}, {3, -1}, {0.5f, 0.25f}};
  private static final float[][] Y = {{1}, {0}, {-1}};
  private final NDManager manager = TrihornNDManager.newBaseManager("reference");

  @AfterEach
  void close() {
    manager.close();
  }

  private static Model model(Layer middle) {
    Model model =
        new Sequential(input(2), dense(3, "tanh"), middle, dense(1)).on("reference").seed(7);
    model.compile(sgd(0.1), "mse");
    return model;
  }

  private static void assertClose(List<TensorData> expected, List<TensorData> found) {
    assertEquals(expected.size(), found.size());
    for (int i = 0; i < expected.size(); i++) {
      for (int j = 0; j < expected.get(i).size(); j++) {
        assertEquals(expected.get(i).getDouble(j), found.get(i).getDouble(j), 1e-6);
      }
    }
  }

  private NDArray loss(Model model) {
    return model.call(manager.create(X), true).sub(manager.create(Y)).square().mean();
  }

  private void stepsAsFit(Layer middle, Layer same) {
    try (Model usual = model(middle);
        Model taped = model(same)) {
      taped.setWeights(usual.getWeights());
      for (int i = 0; i < 3; i++) {
        double expected = usual.trainOnBatch(X, Y).get("loss");
        try (GradientTape tape = new GradientTape()) {
          NDArray loss = loss(taped);
          taped.applyGradients(tape.gradient(loss, taped.trainableWeights()));
          assertEquals(expected, loss.toFloatArray()[0], 1e-6);
        }
        assertClose(usual.weightValues(), taped.weightValues());
      }
      assertEquals(3, taped.iterations());
    }
  }

  @Test
  void stepsWithMovingAverages() {
    stepsAsFit(batchNormalization(), batchNormalization());
  }

  @Test
  void stepsWithRandomStates() {
    stepsAsFit(dropout(0.5), dropout(0.5));
  }

  @Test
  void aModelCalledTwiceHasTheSumOfTheGradients() {
    try (Model model = new Sequential(input(1), dense(1)).on("reference")) {
      model.setWeights(List.of(new float[][] {{3}}, new float[] {1}));
      model.compile(sgd(1), "mse");
      NDArray x = manager.create(new float[][] {{2}});
      try (GradientTape tape = new GradientTape(true)) {
        tape.watch(x);
        // y = w (w x + b) + b.
        NDArray y = model.call(model.call(x, true), true);
        List<NDArray> found = List.copyOf(tape.gradient(y, model.trainableWeights()).values());
        assertEquals(2 * 3 * 2 + 1, found.get(0).toFloatArray()[0]);
        assertEquals(3 + 1, found.get(1).toFloatArray()[0]);
        assertEquals(9, tape.gradient(y, x).toFloatArray()[0]);
      }
    }
  }

  @Test
  void newWeightsAreSeenAndOldValuesStay() {
    try (Model model = new Sequential(input(1), dense(1)).on("reference")) {
      model.setWeights(List.of(new float[][] {{3}}, new float[] {0}));
      try (GradientTape tape = new GradientTape()) {
        NDArray before = model.call(new float[][] {{2}}, false);
        model.setWeights(List.of(new float[][] {{5}}, new float[] {0}));
        NDArray after = model.call(new float[][] {{2}}, false);
        Map<Weight, NDArray> found = tape.gradient(before.mul(after), model.trainableWeights());
        assertEquals(60, before.mul(after).toFloatArray()[0]);
        // Both values of the kernel count: 2 * 10 + 6 * 2.
        assertEquals(32, found.get(model.weights().get(0)).toFloatArray()[0]);
      }
    }
  }

  @Test
  void frozenAndUnusedWeights() {
    try (Model model = model(batchNormalization());
        Model other = model(batchNormalization())) {
      model.layers().get(1).setTrainable(false);
      List<Weight> frozen = model.layers().get(1).weights();
      try (GradientTape tape = new GradientTape(true)) {
        NDArray loss = loss(model);
        assertTrue(
            assertThrows(IllegalStateException.class, () -> tape.gradient(loss, frozen))
                .getMessage()
                .contains("none of the 4 weights was watched"));
        assertEquals(
            model.trainableWeights(), List.copyOf(tape.gradient(loss, model.weights()).keySet()));
        loss(other);
        assertEquals(Map.of(), tape.gradient(loss, other.trainableWeights()));
      }
    }
  }

  @Test
  void gradientsAsThoseOfTheModel() {
    try (Model model = model(dropout(0))) {
      Map<Weight, TensorData> expected = model.gradients(Dataset.of(X, Y)).gradients();
      try (GradientTape tape = new GradientTape()) {
        Map<Weight, NDArray> found = tape.gradient(loss(model), model.trainableWeights());
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach(
            (weight, gradient) -> {
              float[] given = found.get(weight).toFloatArray();
              for (int i = 0; i < given.length; i++) {
                assertEquals(gradient.getDouble(i), given[i], 1e-6);
              }
            });
      }
    }
  }

  @Test
  void optimizersThatScaleLosses() {
    try (Model usual = model(dropout(0));
        Model taped = model(dropout(0))) {
      taped.setWeights(usual.getWeights());
      usual.compile(new LossScaleOptimizer(sgd(0.1)), "mse");
      taped.compile(new LossScaleOptimizer(sgd(0.1)), "mse");
      usual.trainOnBatch(X, Y);
      try (GradientTape tape = new GradientTape()) {
        NDArray scaled = taped.scaleLoss(loss(taped));
        taped.applyGradients(tape.gradient(scaled, taped.trainableWeights()));
      }
      assertClose(usual.weightValues(), taped.weightValues());
    }
  }

  @Test
  void whatIsClosedIsForgotten() throws InterruptedException {
    WeakReference<Model> gone = calledAndClosed();
    for (int i = 0; i < 100 && gone.get() != null; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertNull(gone.get(), "programs of arrays keep a model that was closed");
  }

  private WeakReference<Model> calledAndClosed() {
    try (Model model = model(dropout(0.5))) {
      try (GradientTape tape = new GradientTape()) {
        model.applyGradients(tape.gradient(loss(model), model.trainableWeights()));
      }
      return new WeakReference<>(model);
    }
  }
}
