package io.trihorn.model;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Predictions are the caller's alone. */
class PredictionsTest {
  @Test
  void whatIsForgottenGoes() throws InterruptedException {
    List<WeakReference<NDArray>> predictions = new ArrayList<>();
    try (Model model = new Sequential(input(3), dense(2)).on("reference")) {
      for (int i = 0; i < 20; i++) {
        predictions.add(new WeakReference<>(model.predict(new float[40 * (i % 2) + 1][3])));
      }
      predictions.addAll(model.getWeights().stream().map(WeakReference::new).toList());
      long kept = predictions.size();
      for (int i = 0; i < 50 && kept > 0; i++) {
        System.gc();
        Thread.sleep(20);
        kept = predictions.stream().filter(p -> p.get() != null).count();
      }
      assertEquals(0, kept);
    }
  }
}
