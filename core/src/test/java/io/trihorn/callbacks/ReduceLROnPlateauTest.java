package io.trihorn.callbacks;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.data.Dataset;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizers;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Learning rates of a training whose loss stays 1: inputs are 0 and there is no bias. The numbers
 * are those of Keras 3.15.1 for the same model and callback.
 */
class ReduceLROnPlateauTest {
  private static Model model() {
    Model model = new Sequential(input(2), dense(1).useBias(false));
    model.on("reference");
    return model.compile(Optimizers.sgd(0.1), "mse");
  }

  private static List<Double> rates(Model model, int epochs, ReduceLROnPlateau callback) {
    return model
        .fit(
            Dataset.of(new float[4][2], new float[][] {{1}, {1}, {1}, {1}}),
            FitOptions.epochs(epochs).verbose(0).callbacks(callback))
        .get("learning_rate");
  }

  @Test
  void stopsAtTheLeast() {
    ReduceLROnPlateau callback =
        new ReduceLROnPlateau().monitor("loss").factor(0.3).patience(1).minLr(0.02);
    try (Model model = model()) {
      assertEquals(
          List.of(
              0.10000000149011612,
              0.10000000149011612,
              0.030000001192092896,
              0.019999999552965164,
              0.019999999552965164,
              0.019999999552965164),
          rates(model, 6, callback));
    }
  }

  /** Epochs without a better loss are counted anew in each training. */
  @Test
  void eachTrainingBeginsAnew() {
    ReduceLROnPlateau callback =
        new ReduceLROnPlateau().monitor("loss").factor(0.5).patience(2).cooldown(1);
    double full = 0.10000000149011612;
    try (Model model = model()) {
      assertEquals(List.of(full, full), rates(model, 2, callback));
      assertEquals(List.of(full, full), rates(model, 2, callback));
      assertEquals(1, callback.waited());
      assertEquals(List.of(full, full, full, full / 2), rates(model, 4, callback));
      assertEquals(1, callback.waited());
      assertEquals(0, callback.cooldownCounter());
      assertEquals(1.0, callback.best());
    }
  }
}
