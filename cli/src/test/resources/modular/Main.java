package app;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;

import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.saving.Saving;
import java.nio.file.Path;

/** Trains on the backend there is, saves, loads, and prints a prediction. */
public final class Main {
  private Main() {}

  /** Takes the path of the file to write. */
  public static void main(String[] arguments) {
    float[][] x = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
    float[][] y = {{0}, {1}, {1}, {2}};
    Path file = Path.of(arguments[0]);
    try (Sequential model = new Sequential(input(2), dense(4, "relu"), dense(1))) {
      model.compile(Optimizers.adam(0.05), "mse");
      model.fit(x, y, FitOptions.epochs(20).shuffle(false).verbose(0));
      Saving.saveModel(model, file);
    }
    try (Model loaded = Saving.loadModel(file)) {
      System.out.println(loaded.predict(x).toFloatArray()[3]);
    }
  }
}
