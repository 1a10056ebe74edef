package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.layers.rnn.GRU;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.saving.Saving;
import io.trihorn.testkit.goldens.Checks;
import io.trihorn.testkit.goldens.GoldenTolerance;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Two epochs straight, and one, a file, and one more: the same weights, and on another backend
 * nearly.
 */
final class SavedTraining {
  private static final Dataset DATA = data();

  private SavedTraining() {}

  private static Dataset data() {
    Random random = new Random(3);
    float[][][] x = new float[24][5][2];
    float[][] y = new float[24][1];
    for (int i = 0; i < x.length; i++) {
      for (float[] step : x[i]) {
        step[0] = (float) random.nextGaussian();
        step[1] = (float) random.nextGaussian();
        y[i][0] += step[0] > step[1] ? 1 : -1;
      }
    }
    return Dataset.of(x, y);
  }

  private static Model fresh(String backend) {
    Sequential model =
        new Sequential(
            new InputLayer(5, 2),
            Layers.conv1d(4, 2).activation("relu"),
            Layers.batchNormalization(),
            Layers.bidirectional(new GRU(3)),
            Layers.dense(1));
    model.on(backend).compile(Optimizers.adam(0.02), "mse", "mae");
    return model;
  }

  private static void epoch(Model model) {
    model.fit(DATA, FitOptions.epochs(1).batchSize(8).shuffle(false).verbose(false));
  }

  static void check(String backend, Path file) {
    List<TensorData> straight;
    try (Model model = fresh(backend)) {
      model.on(backend);
      epoch(model);
      epoch(model);
      straight = model.weightValues();
    }
    try (Model model = fresh(backend)) {
      model.on(backend);
      epoch(model);
      Saving.saveModel(model, file);
    }
    assertEquals(straight, goneOn(backend, file));
    Checks checks = new Checks();
    List<TensorData> elsewhere = goneOn("reference", file);
    for (int i = 0; i < straight.size(); i++) {
      checks.close("weight " + i, elsewhere.get(i), straight.get(i), GoldenTolerance.TRAINED);
    }
    assertEquals(List.of(), checks.problems());
  }

  private static List<TensorData> goneOn(String backend, Path file) {
    try (Model model = Saving.loadModel(file)) {
      model.on(backend);
      epoch(model);
      return model.weightValues();
    }
  }
}
