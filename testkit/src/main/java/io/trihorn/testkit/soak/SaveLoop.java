package io.trihorn.testkit.soak;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.saving.Saving;
import java.nio.file.Path;

/**
 * A process that saves a model again and again until it is killed: all weights are the number of
 * the save, which it prints when it is done.
 */
public final class SaveLoop {
  private static final int WIDTH = 200;

  private SaveLoop() {}

  /** Takes the file and the first number. */
  public static void main(String[] args) {
    Path file = Path.of(args[0]);
    Model model = model();
    for (int number = Integer.parseInt(args[1]); ; number++) {
      fill(model, number);
      if (file.toString().endsWith(".weights.h5")) {
        Saving.saveWeights(model, file);
      } else {
        Saving.saveModel(model, file);
      }
      System.out.println(number);
      System.out.flush();
    }
  }

  static Model model() {
    Sequential model = new Sequential(input(WIDTH), dense(WIDTH), dense(WIDTH), dense(WIDTH));
    model.on("reference");
    return model;
  }

  private static void fill(Model model, int number) {
    model.setWeights(model.weights().stream().map(w -> TensorData.full(w.type(), number)).toList());
  }
}
