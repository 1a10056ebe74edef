package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.data.digits.Mnist;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Sequential;
import java.util.ArrayList;
import java.util.List;

/** What layers are worth where only 1,000 digits have labels. */
final class FewLabels {
  private FewLabels() {}

  /** The accuracy after two layers of 500 that were trained before; beside it, that without. */
  static double tuned(Mnist mnist, List<Layer> layers) {
    List<Layer> plain =
        List.of(input(28, 28, 1), flatten(), dense(500, "sigmoid"), dense(500, "sigmoid"));
    double tuned = accuracy(mnist, layers);
    System.out.printf(
        "accuracy with 1,000 labels: %.4f; not trained before: %.4f%n",
        tuned, accuracy(mnist, plain));
    return tuned;
  }

  /**
   * The accuracy on the digits for testing after layers and one more were trained.
   *
   * @param layers from the pictures {@code (28, 28, 1)} to something flat
   */
  static double accuracy(Mnist mnist, List<Layer> layers) {
    List<Layer> all = new ArrayList<>(layers);
    all.add(dense(10, "softmax"));
    try (var model = new Sequential(all)) {
      model.compile(adam(1e-3), "sparse_categorical_crossentropy", "accuracy");
      model.fit(mnist.train().dataset().take(1000), epochs(30).verbose(0));
      return model.evaluate(mnist.test().dataset()).get("accuracy");
    }
  }
}
